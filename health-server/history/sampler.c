/* The grid of samples, and differences of counters. */
#include "sampler.h"

#define PERIOD_MS ((uint64_t)HISTORY_SAMPLE_S * 1000)
#define MIB       (1024.0 * 1024.0)

/* The first session of each shard is a connection, the others are reconnections. */
static double reconnections(const struct snapshot *s)
{
    const struct metrics *gateway = &s->programs[WORKER_GATEWAY].values;
    double sessions =
        metrics_get(gateway, METRIC_GATEWAY_READIES) + metrics_get(gateway, METRIC_GATEWAY_RESUMES);
    double shards = gateway->shards.count ? (double)gateway->shards.count : 1;
    return sessions > shards ? sessions - shards : 0;
}

static struct sampler_record counters_now(const struct report *r)
{
    const struct metric_value *sheets =
        &r->snapshot->programs[WORKER_SHEETS].values.values[METRIC_SHEETS_DURATION];
    return (struct sampler_record){
        .life_ms = r->snapshot->supervisor.started_ms,
        .errors = (double)r->errors,
        .reconnections = reconnections(r->snapshot),
        .sheets_sum = sheets->value,
        .sheets_count = sheets->count,
    };
}

/* Another supervisor counts from 0 again. */
static uint32_t moved(double before, double now)
{
    double difference = now >= before ? now - before : now;
    return difference < UINT32_MAX ? (uint32_t)difference : UINT32_MAX;
}

static float sheets_mean(const struct sampler_record *before, const struct sampler_record *now)
{
    if (now->sheets_count <= before->sheets_count || now->sheets_sum < before->sheets_sum)
        return HISTORY_UNKNOWN;
    return (float)((now->sheets_sum - before->sheets_sum) /
                   (double)(now->sheets_count - before->sheets_count));
}

static float latency(const struct report *r)
{
    double last_s = snapshot_value(r->snapshot, METRIC_GATEWAY_LATENCY);
    return r->connected && last_s > 0 ? (float)last_s : HISTORY_UNKNOWN;
}

bool sampler_look(struct sampler *s, const struct report *r, struct history_sample *ret_sample)
{
    uint64_t last_ms = s->last.sampled_ms, elapsed_ms = r->now_ms > last_ms ? r->now_ms - last_ms : 0;
    if (!r->snapshot->supervisor.known || (last_ms && elapsed_ms < PERIOD_MS))
        return false;
    struct sampler_record now = counters_now(r);
    if (now.life_ms != s->last.life_ms)
        s->last = (struct sampler_record){0};
    *ret_sample = (struct history_sample){
        .t_s = r->wall_ms / 1000,
        .status = r->status,
        .latency_s = latency(r),
        .memory_mb = r->memory_known ? (float)((double)r->memory_bytes / MIB) : HISTORY_UNKNOWN,
        .sheets_s = sheets_mean(&s->last, &now),
        .queue = (uint32_t)snapshot_count(r->snapshot, METRIC_SHEETS_QUEUE),
        .errors = moved(s->last.errors, now.errors),
        .reconnections = moved(s->last.reconnections, now.reconnections),
    };
    now.sampled_ms = last_ms ? last_ms + elapsed_ms / PERIOD_MS * PERIOD_MS : r->now_ms;
    s->last = now;
    return true;
}

void sampler_go_on(struct sampler *s, const struct sampler_record *record, uint64_t now_ms)
{
    if (record->sampled_ms <= now_ms)
        s->last = *record;
}
