/* /metrics: Prometheus text format 0.0.4 out of metrics.def
 * (prometheus.io/docs/instrumenting/exposition_formats), so a row there is a series here. Numbers of a
 * program that has not reported yet are left out, not shown as 0. */
#include "build_info.h"
#include "metrics_text.h"
#include "outbound_parts.h"
#include "pages.h"

#include <inttypes.h>
#include <string.h>

static const char *kind_word(enum metric_kind kind)
{
    static const char *const WORDS[] = {
        [METRIC_COUNTER] = "counter", [METRIC_GAUGE] = "gauge", [METRIC_HISTOGRAM] = "histogram"};
    return WORDS[kind];
}

void metrics_head(struct buffer *out, const char *family, const char *kind, const char *help)
{
    buffer_format(out, "# HELP %s %s\n# TYPE %s %s\n", family, help, family, kind);
}

/* {worker="…",shard="0",le="0.1"}: each part only if there is one. */
static void write_labels(struct buffer *out, const char *worker, const char *fixed, const char *le)
{
    const char *open = "{";
    if (worker) {
        buffer_format(out, "%sworker=\"%s\"", open, worker);
        open = ",";
    }
    if (*fixed) {
        buffer_format(out, "%s%s", open, fixed);
        open = ",";
    }
    if (le) {
        buffer_format(out, "%sle=\"%s\"", open, le);
        open = ",";
    }
    if (*open == ',')
        buffer_char(out, '}');
}

static void write_histogram(struct buffer *out, enum metric metric, const char *worker,
                            const struct metric_value *v)
{
    const char *family = metric_family(metric), *fixed = metric_labels(metric);
    uint64_t below = 0;
    for (int i = 0; i <= METRIC_BUCKETS; i++) {
        struct buffer le;
        buffer_init(&le, 32);
        if (i < METRIC_BUCKETS)
            buffer_format(&le, "%g", METRIC_BOUNDS[i]);
        else
            buffer_text(&le, "+Inf");
        below += v->buckets[i];
        buffer_format(out, "%s_bucket", family);
        write_labels(out, worker, fixed, buffer_string(&le));
        buffer_format(out, " %" PRIu64 "\n", below);
        buffer_free(&le);
    }
    buffer_format(out, "%s_sum", family);
    write_labels(out, worker, fixed, NULL);
    buffer_format(out, " %.9g\n%s_count", v->value, family);
    write_labels(out, worker, fixed, NULL);
    buffer_format(out, " %" PRIu64 "\n", below); /* by the format's rule the same as +Inf */
}

static void write_sample(struct buffer *out, enum metric metric, const char *worker,
                         const struct metric_value *v)
{
    if (metric_kind(metric) == METRIC_HISTOGRAM) {
        write_histogram(out, metric, worker, v);
        return;
    }
    buffer_text(out, metric_family(metric));
    write_labels(out, worker, metric_labels(metric), NULL);
    buffer_format(out, " %.15g\n", v->value);
}

/* `begun`: the family's head stands already. */
static bool write_metric(struct buffer *out, const struct report *r, enum metric metric, bool begun,
                         const char *help)
{
    for (int i = 0; i <= WORKERS; i++) {
        enum worker program = (enum worker)i;
        if (!metric_owned_by(metric, program) || !snapshot_heard(r->snapshot, program))
            continue;
        if (!begun)
            metrics_head(out, metric_family(metric), kind_word(metric_kind(metric)), help);
        begun = true;
        write_sample(out, metric, metric_has_many_owners(metric) ? worker_name(program) : NULL,
                     &r->snapshot->programs[program].values.values[metric]);
    }
    return begun;
}

static void write_table(struct buffer *out, const struct report *r)
{
    const char *family = "", *help = "";
    bool begun = false;
    for (int i = 0; i < METRICS; i++) {
        enum metric metric = (enum metric)i;
        if (strcmp(metric_family(metric), family) != 0) {
            family = metric_family(metric);
            help = metric_help(metric); /* stands in the first row of its family */
            begun = false;
        }
        begun = write_metric(out, r, metric, begun, help);
    }
}

/* Under their ids, which no fixed label could name. */
static void write_shards(struct buffer *out, const struct report *r)
{
    const struct shard_metrics *s = &r->snapshot->programs[WORKER_GATEWAY].values.shards;
    for (int i = 0; i < SHARD_METRICS && s->count; i++) {
        enum shard_metric metric = (enum shard_metric)i;
        metrics_head(out, shard_metric_family(metric), shard_metric_is_counter(metric) ? "counter" : "gauge",
                     shard_metric_help(metric));
        for (size_t n = 0; n < s->count; n++)
            buffer_format(out, "%s{shard=\"%u\"} %.15g\n", shard_metric_family(metric), s->shards[n].id,
                          s->shards[n].values[metric]);
    }
}

static void write_status(struct buffer *out, const struct report *r)
{
    static const enum health_status ALL[] = {HEALTH_STARTING, HEALTH_HEALTHY, HEALTH_DEGRADED, HEALTH_DOWN};
    metrics_head(out, "vigie_status", "gauge", "1 for the present status of the service, 0 for the others");
    for (size_t i = 0; i < sizeof(ALL) / sizeof(ALL[0]); i++)
        buffer_format(out, "vigie_status{status=\"%s\"} %d\n", health_status_word(ALL[i]),
                      ALL[i] == r->status);
}

static void write_workers(struct buffer *out, const struct report *r)
{
    metrics_head(out, "vigie_worker_up", "gauge", "1 while the worker serves");
    for (int i = 0; i < WORKERS; i++)
        if (r->snapshot->supervisor.workers[i].listed)
            buffer_format(out, "vigie_worker_up{worker=\"%s\"} %d\n", worker_name((enum worker)i),
                          r->snapshot->supervisor.workers[i].state == WORKER_UP);
}

static void write_service(struct buffer *out, const struct report *r)
{
    metrics_head(out, "vigie_build_info", "gauge", "What runs; always 1");
    buffer_format(out, "vigie_build_info{version=\"%s\",commit=\"%s\"} 1\n", BUILD_VERSION, BUILD_COMMIT);
    metrics_head(out, "vigie_uptime_seconds", "gauge", "Time since the supervisor started");
    buffer_format(out, "vigie_uptime_seconds %" PRIu64 "\n", r->uptime_s);
    write_status(out, r);
    if (!r->snapshot->supervisor.known)
        return;
    write_workers(out, r);
    metrics_head(out, "vigie_start_timestamp_seconds", "gauge", "UTC time when the supervisor started");
    buffer_format(out, "vigie_start_timestamp_seconds %.3f\n",
                  (double)r->snapshot->supervisor.started_wall_ms / 1000);
    metrics_head(out, "vigie_memory_warn_bytes", "gauge",
                 "Memory of all processes above which the status is degraded");
    buffer_format(out, "vigie_memory_warn_bytes %" PRIu64 "\n", r->limits.warn_bytes);
    metrics_head(out, "vigie_memory_critical_bytes", "gauge",
                 "Memory of all processes that counts as critical");
    buffer_format(out, "vigie_memory_critical_bytes %" PRIu64 "\n", r->limits.critical_bytes);
}

void page_metrics(struct buffer *out, const struct report *r)
{
    write_service(out, r);
    write_table(out, r);
    write_shards(out, r);
    metrics_alerts(out, r);
}
