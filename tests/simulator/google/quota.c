/* Per-minute quota. */
#include "quota.h"

static size_t calls_since(const struct quota *q, uint64_t since_ms)
{
    size_t n = 0;
    while (n < q->count && q->taken_ms[(q->next + QUOTA_MAX - 1 - n) % QUOTA_MAX] >= since_ms)
        n++;
    return n;
}

bool quota_take(struct quota *q, unsigned per_minute, bool sliding, uint64_t now_ms)
{
    if (per_minute > QUOTA_MAX)
        per_minute = QUOTA_MAX;
    uint64_t window = now_ms - now_ms % QUOTA_WINDOW_MS;
    if (sliding)
        window = now_ms >= QUOTA_WINDOW_MS ? now_ms - QUOTA_WINDOW_MS + 1 : 0;
    if (per_minute && calls_since(q, window) >= per_minute) {
        q->refused++;
        return false;
    }
    q->taken_ms[q->next] = now_ms;
    q->next = (q->next + 1) % QUOTA_MAX;
    q->count += q->count < QUOTA_MAX;
    return true;
}
