/* All rules together: what is measured goes in once a second, messages come out into the queue. Pure: time
 * comes in, nothing is sent here. Embedded by alert_memory, which keeps it. */
#ifndef VIGIE_ALERT_ENGINE_H
#define VIGIE_ALERT_ENGINE_H

#include "alert_queue.h"

struct alert_engine {
    struct alert_life lives[ALERT_RULES];
    struct alert_hangs hangs;
    struct alert_queue queue;
    uint32_t series;   /* chosen at random where nothing was kept; never 0 once opened */
    uint64_t numbered; /* messages of this series so far: with it the id of each */
    uint64_t revision; /* grows with each change of any of this */
};

struct alert_now {
    uint64_t mono_ms; /* monotonic; far from 0, so that moments before this boot are numbers too */
    int64_t wall_ms;  /* UTC */
};

struct alert_options {
    double latency_warn_s;
    bool channel_set[ALERT_CHANNELS]; /* who is to be told */
};

/* What was told of by one step, for the log. */
struct alert_told {
    size_t count, dropped;
    enum alert_rule rules[ALERT_RULES];
    enum alert_kind kinds[ALERT_RULES];
};

/* Looks at all rules. */
void alert_engine_step(struct alert_engine *engine, const struct alert_inputs *in,
                       const struct alert_options *options, struct alert_now now,
                       struct alert_told *ret_told);

/* Tells of `rule`, a NOTICE: from `from_ms` to `to_ms`, UTC. */
void alert_engine_notice(struct alert_engine *engine, enum alert_rule rule, int64_t from_ms, int64_t to_ms,
                         const struct alert_options *options, struct alert_now now);

#endif
