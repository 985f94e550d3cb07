/* Bucket bookkeeping. A route starts with a bucket of its own; once an answer names the bucket, all routes of
 * that name share one per major id. */
#include "buckets.h"

#include "array_len.h"

void buckets_init(struct buckets *b)
{
    *b = (struct buckets){0};
}

static const struct bucket_kind *kind_find(const struct buckets *b, uint64_t kind)
{
    for (size_t i = 0; i < ARRAY_LEN(b->kinds); i++)
        if (b->kinds[i].kind == kind)
            return &b->kinds[i];
    return NULL;
}

static struct bucket_kind *kind_make(struct buckets *b, uint64_t kind, uint64_t now_ms)
{
    struct bucket_kind *found = (struct bucket_kind *)kind_find(b, kind);
    if (!found) {
        found = &b->kinds[0];
        for (size_t i = 1; i < ARRAY_LEN(b->kinds); i++)
            if (b->kinds[i].used_ms < found->used_ms)
                found = &b->kinds[i];
        *found = (struct bucket_kind){.kind = kind};
    }
    found->used_ms = now_ms + 1; /* an entry never used has 0 */
    return found;
}

/* Never 0: that marks a free entry. */
static uint64_t key_of(uint64_t name, uint64_t major)
{
    return (name ^ (major * 0x9E3779B97F4A7C15u)) | 1;
}

static uint64_t present_key(const struct buckets *b, const struct route *route)
{
    const struct bucket_kind *kind = kind_find(b, route->kind);
    return key_of(kind && kind->name ? kind->name : route->kind, route->major);
}

static const struct bucket *bucket_find(const struct buckets *b, uint64_t key)
{
    for (size_t i = 0; i < ARRAY_LEN(b->buckets); i++)
        if (b->buckets[i].key == key)
            return &b->buckets[i];
    return NULL;
}

/* The idlest entry gives way; one with a request under way only if all have one. */
static struct bucket *bucket_make(struct buckets *b, uint64_t key, uint64_t now_ms)
{
    struct bucket *found = (struct bucket *)bucket_find(b, key);
    if (!found) {
        found = &b->buckets[0];
        for (size_t i = 1; i < ARRAY_LEN(b->buckets); i++) {
            struct bucket *other = &b->buckets[i];
            bool idler =
                !other->under_way == !found->under_way ? other->used_ms < found->used_ms : !other->under_way;
            if (idler)
                found = other;
        }
        *found = (struct bucket){.key = key};
    }
    found->used_ms = now_ms + 1; /* an entry never used has 0 */
    return found;
}

static uint64_t until(uint64_t when_ms, uint64_t now_ms)
{
    return when_ms > now_ms ? when_ms - now_ms : 0;
}

uint64_t buckets_wait_ms(const struct buckets *b, const struct route *route, uint64_t now_ms)
{
    if (!route->bucketed)
        return 0;
    const struct bucket_kind *kind = kind_find(b, route->kind);
    const struct bucket *bucket = bucket_find(b, present_key(b, route));
    uint64_t wait = kind ? until(kind->blocked_ms, now_ms) : 0;
    if (!bucket)
        return wait;
    if (bucket->under_way)
        return BUCKETS_BUSY;
    uint64_t blocked = until(bucket->blocked_ms, now_ms);
    uint64_t refill = bucket->known && bucket->remaining == 0 ? until(bucket->reset_ms, now_ms) : 0;
    wait = wait > blocked ? wait : blocked;
    return wait > refill ? wait : refill;
}

uint64_t buckets_sent(struct buckets *b, const struct route *route, uint64_t now_ms)
{
    if (!route->bucketed)
        return 0;
    struct bucket *bucket = bucket_make(b, present_key(b, route), now_ms);
    bucket->under_way++;
    if (bucket->known && bucket->reset_ms <= now_ms)
        bucket->known = false; /* refilled; the answer tells how much */
    return bucket->key;
}

static void learn(struct bucket *bucket, const struct reply *reply, uint64_t now_ms)
{
    const struct reply_limits *limits = &reply->limits;
    if (limits->known) {
        bucket->known = true;
        bucket->remaining = limits->remaining;
        bucket->reset_ms = now_ms + limits->reset_after_ms;
    }
    /* T7, T8: after a 429 its Retry-After holds, which may be much later than the reset. */
    if (reply->outcome == REST_LIMITED_BUCKET || reply->outcome == REST_LIMITED_SHARED)
        bucket->blocked_ms = now_ms + limits->retry_after_ms;
}

void buckets_answered(struct buckets *b, const struct route *route, uint64_t key, const struct reply *reply,
                      uint64_t now_ms)
{
    if (!route->bucketed)
        return;
    struct bucket *sent = (struct bucket *)bucket_find(b, key);
    if (sent && sent->under_way)
        sent->under_way--;
    struct bucket_kind *kind = kind_make(b, route->kind, now_ms);
    if (reply->limits.bucket)
        kind->name = reply->limits.bucket;
    if (reply->outcome == REST_LIMITED_ROUTE)
        kind->blocked_ms = now_ms + reply->limits.retry_after_ms;
    learn(bucket_make(b, present_key(b, route), now_ms), reply, now_ms);
}
