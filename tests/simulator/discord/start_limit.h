/* How often sessions may be started: max_concurrency IDENTIFYs in 5 s, one in each bucket of shard ids, and
 * so many within a day. https://discord.com/developers/docs/events/gateway#session-start-limit-object Pure:
 * time comes in. Plain data, all zero at the start. */
#ifndef VIGIE_SIM_START_LIMIT_H
#define VIGIE_SIM_START_LIMIT_H

#include <stdint.h>

#define START_BUCKETS_MOST 16 /* a larger max_concurrency counts as this */
#define START_EVERY_MS     5000
#define START_DAY_MS       86400000
#define STARTS_A_DAY       1000

struct start_rule {
    uint32_t a_day;
    uint32_t max_concurrency;
};

struct start_limit {
    uint32_t used;
    uint64_t day_began_ms; /* by the first IDENTIFY */
    uint64_t next_ms[START_BUCKETS_MOST];
};

enum start_verdict { START_GRANTED, START_TOO_SOON, START_SPENT };

/* Counts one IDENTIFY of that shard; one that comes too soon counts for the day, too. */
enum start_verdict start_limit_take(struct start_limit *limit, struct start_rule rule, uint64_t shard,
                                    uint64_t now_ms);

uint32_t start_limit_remaining(const struct start_limit *limit, struct start_rule rule, uint64_t now_ms);
/* Until the whole day's number is there again. */
uint64_t start_limit_reset_after_ms(const struct start_limit *limit, uint64_t now_ms);

#endif
