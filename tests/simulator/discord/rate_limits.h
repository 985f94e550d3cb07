/* Rate limits of the REST API: a window per route and top-level resource, and 50 requests a second in all
 * (https://discord.com/developers/docs/topics/rate-limits). Discord does not publish the figures of its
 * routes; those of discord_routes.def are of the usual size. Pure: time comes in. */
#ifndef VIGIE_SIM_RATE_LIMITS_H
#define VIGIE_SIM_RATE_LIMITS_H

#include "limiter.h"

#include <stddef.h>

#define LIMIT_BUCKETS_MOST 512 /* then the one that is free for longest is forgotten */

struct limit_bucket {
    uint64_t key; /* 0: free place */
    uint32_t used;
    uint64_t ends_ms; /* of the window that the first request opened */
};

struct sim_limits {
    struct limit_bucket buckets[LIMIT_BUCKETS_MOST];
    struct limiter global;
};

struct limit_rule {
    uint32_t most; /* 0: no limit of its own */
    uint32_t window_ms;
    bool counts_globally;
};

enum limit_verdict { LIMIT_PASSED, LIMIT_OF_ROUTE, LIMIT_GLOBAL };

/* What the X-RateLimit headers say. */
struct limit_state {
    uint32_t most, remaining;
    uint64_t reset_after_ms;
};

void limits_init(struct sim_limits *limits);

/* Counts one request. `key`: of its bucket, never 0. */
enum limit_verdict limits_take(struct sim_limits *limits, uint64_t key, struct limit_rule rule,
                               uint64_t now_ms, struct limit_state *ret_state);

#endif
