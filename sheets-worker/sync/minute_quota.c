/* Two sliding minutes, their closures and their rates. */
#include "minute_quota.h"

#include <stddef.h>

#define REGAIN_EVERY_MS 10000

void quota_init(struct quota *q)
{
    *q = (struct quota){0};
    for (int kind = QUOTA_READ; kind <= QUOTA_WRITE; kind++) {
        limiter_init(&q->kinds[kind].limiter, QUOTA_PER_MINUTE, 60000);
        q->kinds[kind].backoff = (struct backoff){.first_ms = 4000, .cap_ms = 64000};
        q->kinds[kind].rate = QUOTA_PER_MINUTE;
    }
}

/* The rate as it is by now. */
static uint32_t rate(struct quota *q, enum quota_kind kind, uint64_t now_ms)
{
    uint64_t minutes = (now_ms - q->kinds[kind].rate_set_ms) / REGAIN_EVERY_MS;
    uint32_t missing = QUOTA_PER_MINUTE - q->kinds[kind].rate;
    q->kinds[kind].rate += minutes < missing ? (uint32_t)minutes : missing;
    q->kinds[kind].rate_set_ms += minutes * REGAIN_EVERY_MS;
    return q->kinds[kind].rate;
}

static uint64_t wait_ms(struct quota *q, enum quota_kind kind, uint64_t now_ms, uint32_t usable)
{
    uint64_t until_ms = q->kinds[kind].closed_until_ms;
    uint64_t closed_ms = until_ms > now_ms ? until_ms - now_ms : 0;
    uint64_t budget_ms = limiter_wait_ms(&q->kinds[kind].limiter, now_ms, QUOTA_PER_MINUTE - usable);
    return closed_ms > budget_ms ? closed_ms : budget_ms;
}

uint64_t quota_wait_ms(struct quota *q, enum quota_kind kind, uint64_t now_ms)
{
    return wait_ms(q, kind, now_ms, rate(q, kind, now_ms));
}

uint64_t quota_spare_ms(struct quota *q, enum quota_kind kind, uint64_t now_ms)
{
    return wait_ms(q, kind, now_ms, rate(q, kind, now_ms) / 2);
}

uint32_t quota_left(struct quota *q, enum quota_kind kind, uint64_t now_ms)
{
    if (quota_wait_ms(q, kind, now_ms))
        return 0;
    return rate(q, kind, now_ms) - q->kinds[kind].limiter.used;
}

void quota_take(struct quota *q, enum quota_kind kind, uint64_t now_ms)
{
    (void)limiter_take(&q->kinds[kind].limiter, now_ms, 0);
}

void quota_exceeded(struct quota *q, enum quota_kind kind, uint64_t now_ms, uint32_t retry_after_s,
                    uint32_t random)
{
    uint64_t closed_ms = backoff_failed_spaced(&q->kinds[kind].backoff, random);
    uint32_t halved = rate(q, kind, now_ms) / 2;
    q->kinds[kind].rate = halved > QUOTA_LEAST ? halved : QUOTA_LEAST;
    q->kinds[kind].rate_set_ms = now_ms;
    if (retry_after_s)
        closed_ms = (uint64_t)retry_after_s * 1000;
    q->kinds[kind].closed_until_ms = now_ms + closed_ms;
}

void quota_granted(struct quota *q, enum quota_kind kind)
{
    q->kinds[kind].backoff.failures = 0;
}
