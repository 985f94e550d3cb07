/* IDENTIFYs counted by day and by bucket. */
#include "start_limit.h"

#include <stdbool.h>

static bool day_is_over(const struct start_limit *limit, uint64_t now_ms)
{
    return limit->used == 0 || now_ms - limit->day_began_ms >= START_DAY_MS;
}

enum start_verdict start_limit_take(struct start_limit *limit, struct start_rule rule, uint64_t shard,
                                    uint64_t now_ms)
{
    uint32_t buckets = rule.max_concurrency < 1 ? 1 : rule.max_concurrency;
    if (buckets > START_BUCKETS_MOST)
        buckets = START_BUCKETS_MOST;
    if (day_is_over(limit, now_ms)) {
        limit->used = 0;
        limit->day_began_ms = now_ms;
    }
    limit->used++;
    if (limit->used > rule.a_day)
        return START_SPENT;
    uint64_t *next_ms = &limit->next_ms[shard % buckets];
    if (now_ms < *next_ms)
        return START_TOO_SOON;
    *next_ms = now_ms + START_EVERY_MS;
    return START_GRANTED;
}

uint32_t start_limit_remaining(const struct start_limit *limit, struct start_rule rule, uint64_t now_ms)
{
    uint32_t used = day_is_over(limit, now_ms) ? 0 : limit->used;
    return used < rule.a_day ? rule.a_day - used : 0;
}

uint64_t start_limit_reset_after_ms(const struct start_limit *limit, uint64_t now_ms)
{
    return day_is_over(limit, now_ms) ? START_DAY_MS : limit->day_began_ms + START_DAY_MS - now_ms;
}
