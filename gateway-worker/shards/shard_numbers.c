/* Adding shards up. */
#include "shard_numbers.h"

_Static_assert(SHARDS_MOST <= METRIC_SHARDS_MOST, "every shard has numbers of its own");

static double *value_of(const struct shard_numbers *n, size_t shard)
{
    return n->metrics->shards.shards[shard].values;
}

static bool any_is(const struct shard_numbers *n, enum gateway_state state)
{
    for (size_t i = 0; i < n->count; i++)
        if (n->shards[i].state == state)
            return true;
    return false;
}

/* Worst first. One that stopped for good needs a person; one that was never ready may have served nobody yet. */
static enum gateway_state worst(const struct shard_numbers *n)
{
    static const enum gateway_state ORDER[] = {GATEWAY_STOPPED, GATEWAY_LOST, GATEWAY_NEVER_READY};
    for (size_t i = 0; i < sizeof(ORDER) / sizeof(ORDER[0]); i++)
        if (any_is(n, ORDER[i]))
            return ORDER[i];
    return GATEWAY_CONNECTED;
}

/* Of the shard that has been away for longest; 0: all are there. */
static double lost_since(const struct shard_numbers *n)
{
    double first = 0;
    for (size_t i = 0; i < n->count; i++) {
        const struct shard_condition *s = &n->shards[i];
        if (s->state != GATEWAY_CONNECTED && (first == 0 || s->lost_since_s < first))
            first = s->lost_since_s;
    }
    return first;
}

static double slowest(const struct shard_numbers *n)
{
    double seconds = 0;
    for (size_t i = 0; i < n->count; i++)
        if (value_of(n, i)[SHARD_METRIC_LATENCY] > seconds)
            seconds = value_of(n, i)[SHARD_METRIC_LATENCY];
    return seconds;
}

static void tell(struct shard_numbers *n)
{
    struct metrics *m = n->metrics;
    enum gateway_state state = worst(n);
    metrics_set(m, METRIC_GATEWAY_STATE, state);
    metrics_set(m, METRIC_GATEWAY_CONNECTED, state == GATEWAY_CONNECTED);
    metrics_set(m, METRIC_GATEWAY_LOST_SINCE, lost_since(n));
    metrics_set(m, METRIC_GATEWAY_LATENCY, slowest(n));
    for (size_t i = 0; i < n->count; i++) {
        value_of(n, i)[SHARD_METRIC_CONNECTED] = n->shards[i].state == GATEWAY_CONNECTED;
        value_of(n, i)[SHARD_METRIC_STATE] = n->shards[i].state;
    }
}

void shard_numbers_init(struct shard_numbers *n, struct metrics *metrics, const struct shard_plan *plan)
{
    *n = (struct shard_numbers){.metrics = metrics, .count = plan->mine};
    shard_metrics_list(&metrics->shards, plan->ids, plan->mine);
}

void shard_numbers_state(struct shard_numbers *n, size_t shard, enum gateway_state state, double wall_s)
{
    struct shard_condition *s = &n->shards[shard];
    if (s->state == GATEWAY_CONNECTED || s->lost_since_s == 0)
        s->lost_since_s = wall_s;
    s->state = state;
    tell(n);
}

void shard_numbers_latency(struct shard_numbers *n, size_t shard, double seconds)
{
    value_of(n, shard)[SHARD_METRIC_LATENCY] = seconds;
    tell(n);
}

void shard_numbers_session(struct shard_numbers *n, size_t shard, double wall_s)
{
    value_of(n, shard)[SHARD_METRIC_SESSION_SINCE] = wall_s;
}

void shard_numbers_count(struct shard_numbers *n, size_t shard, enum shard_metric metric)
{
    value_of(n, shard)[metric] += 1;
}
