/* The Gateway as a whole, out of its shards: it is what its worst shard is, and connected when every one of
 * them is. Moves METRIC_GATEWAY_STATE and its neighbours, and the numbers of each shard. Pure; one for all
 * shards, owned by the gateway; needs no cleanup. */
#ifndef VIGIE_SHARD_NUMBERS_H
#define VIGIE_SHARD_NUMBERS_H

#include "metrics.h"
#include "shard_plan.h"

/* The values of METRIC_GATEWAY_STATE. */
enum gateway_state { GATEWAY_NEVER_READY, GATEWAY_CONNECTED, GATEWAY_LOST, GATEWAY_STOPPED };

struct shard_condition {
    enum gateway_state state;
    double lost_since_s; /* UTC; while not connected */
};

struct shard_numbers {
    struct metrics *metrics; /* borrowed */
    size_t count;
    struct shard_condition shards[SHARDS_MOST]; /* in the order of the plan */
};

void shard_numbers_init(struct shard_numbers *n, struct metrics *metrics, const struct shard_plan *plan);

/* A shard is so from now on; `wall_s`: now. A loss keeps the time of its beginning. */
void shard_numbers_state(struct shard_numbers *n, size_t shard, enum gateway_state state, double wall_s);
void shard_numbers_latency(struct shard_numbers *n, size_t shard, double seconds);
/* Its session began then (UTC); 0: it has none. */
void shard_numbers_session(struct shard_numbers *n, size_t shard, double wall_s);
/* One more RESUMES or IDENTIFIES. */
void shard_numbers_count(struct shard_numbers *n, size_t shard, enum shard_metric metric);

#endif
