/* Rate-limit buckets as Discord's answers teach them: which route shares which bucket, how much is left, when
 * it fills again. One request of a bucket is under way at a time, so that order is kept and nothing
 * overshoots. Pure. A table of fixed size; when it is full the entry that was idle longest is forgotten. */
#ifndef VIGIE_BUCKETS_H
#define VIGIE_BUCKETS_H

#include "reply.h"
#include "route.h"

#include <stdbool.h>
#include <stdint.h>

#define BUCKETS_MOST  256
#define BUCKETS_KINDS 64
#define BUCKETS_BUSY  UINT64_MAX

struct bucket {
    uint64_t key; /* 0: free. Named bucket or route kind, mixed with the major id */
    uint32_t under_way;
    bool known;
    uint32_t remaining;
    uint64_t reset_ms;   /* when `remaining` no longer holds */
    uint64_t blocked_ms; /* nothing before this: a 429 said so */
    uint64_t used_ms;
};

struct bucket_kind {
    uint64_t kind;       /* 0: free */
    uint64_t name;       /* hash of the bucket's name, 0: not learned */
    uint64_t blocked_ms; /* a sub-limit of this kind of request alone */
    uint64_t used_ms;
};

struct buckets {
    struct bucket buckets[BUCKETS_MOST];
    struct bucket_kind kinds[BUCKETS_KINDS];
};

void buckets_init(struct buckets *b);

/* Milliseconds until a request of this route may go, 0: now, BUCKETS_BUSY: when the one under way has been
 * answered. */
uint64_t buckets_wait_ms(const struct buckets *b, const struct route *route, uint64_t now_ms);

/* It went. Returns the key that buckets_answered wants back: the route may learn another bucket meanwhile. */
uint64_t buckets_sent(struct buckets *b, const struct route *route, uint64_t now_ms);

/* It was answered, or failed. */
void buckets_answered(struct buckets *b, const struct route *route, uint64_t key, const struct reply *reply,
                      uint64_t now_ms);

#endif
