/* The numbers of each shard, and how they travel. The list is shard_metrics.def. Part of struct metrics,
 * whose owner is the gateway-worker for these. */
#ifndef VIGIE_SHARD_METRICS_H
#define VIGIE_SHARD_METRICS_H

#include "buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum shard_metric {
#define SHARD_METRIC(id, kind, family, help) SHARD_METRIC_##id,
#include "shard_metrics.def"
#undef SHARD_METRIC
    SHARD_METRICS
};

/* In one process: more are not told of. */
#define METRIC_SHARDS_MOST 16

struct metric_shard {
    uint16_t id;
    double values[SHARD_METRICS];
};

struct shard_metrics {
    size_t count;
    struct metric_shard shards[METRIC_SHARDS_MOST];
};

/* The shards of this process, in this order, from now on. Counters of those that were there go on. */
void shard_metrics_list(struct shard_metrics *s, const uint16_t *ids, size_t count);

bool shard_metric_is_counter(enum shard_metric metric);
const char *shard_metric_family(enum shard_metric metric);
const char *shard_metric_help(enum shard_metric metric);

/* Lines "SHARD id value value …", in the order of the list. */
void shard_metrics_write(const struct shard_metrics *s, struct buffer *out);
/* What stands after "SHARD "; what cannot be read, or is one too many, is ignored. `counters_only`: gauges
 * begin anew. */
void shard_metrics_read(struct shard_metrics *s, const char *text, bool counters_only);

#endif
