/* Two sliding minutes and their closures. */
#include "quota.h"

#include "array_len.h"

#include <stddef.h>

void quota_init(struct quota *q)
{
    *q = (struct quota){0};
    for (size_t i = 0; i < ARRAY_LEN(q->limiters); i++) {
        limiter_init(&q->limiters[i], QUOTA_PER_MINUTE, 60000);
        q->backoffs[i] = (struct backoff){.first_ms = 4000, .cap_ms = 64000};
    }
}

uint64_t quota_wait_ms(struct quota *q, enum quota_kind kind, uint64_t now_ms)
{
    uint64_t closed_ms = q->closed_until_ms[kind] > now_ms ? q->closed_until_ms[kind] - now_ms : 0;
    uint64_t budget_ms = limiter_wait_ms(&q->limiters[kind], now_ms, 0);
    return closed_ms > budget_ms ? closed_ms : budget_ms;
}

void quota_take(struct quota *q, enum quota_kind kind, uint64_t now_ms)
{
    (void)limiter_take(&q->limiters[kind], now_ms, 0);
}

void quota_exceeded(struct quota *q, enum quota_kind kind, uint64_t now_ms, uint32_t retry_after_s,
                    uint32_t random)
{
    uint64_t wait_ms = backoff_failed_spaced(&q->backoffs[kind], random);
    if (retry_after_s)
        wait_ms = (uint64_t)retry_after_s * 1000;
    q->closed_until_ms[kind] = now_ms + wait_ms;
}

void quota_granted(struct quota *q, enum quota_kind kind)
{
    q->backoffs[kind].failures = 0;
}
