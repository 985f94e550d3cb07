/* Fixed windows, as Discord's are: the first request opens one. */
#include "rate_limits.h"

#include <string.h>

#define GLOBAL_MOST      50
#define GLOBAL_WINDOW_MS 1000

void limits_init(struct sim_limits *limits)
{
    memset(limits, 0, sizeof(*limits));
    limiter_init(&limits->global, GLOBAL_MOST, GLOBAL_WINDOW_MS);
}

static struct limit_bucket *find_bucket(struct sim_limits *limits, uint64_t key)
{
    struct limit_bucket *stalest = &limits->buckets[0];
    for (size_t i = 0; i < LIMIT_BUCKETS_MOST; i++) {
        struct limit_bucket *bucket = &limits->buckets[i];
        if (bucket->key == key)
            return bucket;
        if (bucket->ends_ms < stalest->ends_ms)
            stalest = bucket;
    }
    *stalest = (struct limit_bucket){.key = key};
    return stalest;
}

enum limit_verdict limits_take(struct sim_limits *limits, uint64_t key, struct limit_rule rule,
                               uint64_t now_ms, struct limit_state *ret_state)
{
    *ret_state = (struct limit_state){.most = GLOBAL_MOST};
    if (rule.counts_globally && !limiter_take(&limits->global, now_ms, 0)) {
        ret_state->reset_after_ms = limiter_wait_ms(&limits->global, now_ms, 0);
        return LIMIT_GLOBAL;
    }
    if (rule.most == 0)
        return LIMIT_PASSED;
    struct limit_bucket *bucket = find_bucket(limits, key);
    if (now_ms >= bucket->ends_ms) {
        bucket->used = 0;
        bucket->ends_ms = now_ms + rule.window_ms;
    }
    bool passed = bucket->used < rule.most;
    if (passed)
        bucket->used++;
    *ret_state = (struct limit_state){rule.most, rule.most - bucket->used, bucket->ends_ms - now_ms};
    return passed ? LIMIT_PASSED : LIMIT_OF_ROUTE;
}
