/* METRICS once a second; memory and descriptors are measured every fifth time, they cost more. */
#include "reporter.h"

#include "allocate.h"
#include "log.h"
#include "loop.h"
#include "process_stats.h"
#include "uplink.h"

#include <stdlib.h>

#define PERIOD_MS          1000
#define PERIODS_PER_SAMPLE 5
#define BODY_MOST          (16 * 1024)

struct reporter {
    struct loop *loop;
    struct uplink *uplink;
    struct metrics *metrics;
    struct loop_timer *timer;
    struct buffer body;
    unsigned periods;
    uint64_t last_turn_ms;
    uint64_t errors_seen;
    struct channel_counts counts_seen;
};

static void sample_process(struct metrics *m)
{
    struct process_stats stats;
    process_stats_read(&stats);
    metrics_set(m, METRIC_MEMORY_PSS, (double)stats.pss_bytes);
    metrics_set(m, METRIC_MEMORY_RSS, (double)stats.rss_bytes);
    metrics_set(m, METRIC_CPU_SECONDS, stats.cpu_seconds);
    metrics_set(m, METRIC_OPEN_FDS, stats.open_fds);
}

/* Counters go on from a predecessor's, so what this instance counted is added by difference. */
static void take_counts(struct reporter *r)
{
    uint64_t errors = log_errors();
    metrics_add(r->metrics, METRIC_ERRORS, (double)(errors - r->errors_seen));
    r->errors_seen = errors;
    if (!r->uplink)
        return;
    struct channel_counts counts = uplink_counts(r->uplink);
    metrics_add(r->metrics, METRIC_IPC_BAD, (double)(counts.bad - r->counts_seen.bad));
    metrics_add(r->metrics, METRIC_IPC_REFUSED, (double)(counts.refused - r->counts_seen.refused));
    r->counts_seen = counts;
}

void reporter_send(struct reporter *r)
{
    take_counts(r);
    if (!r->uplink)
        return;
    buffer_clear(&r->body);
    metrics_write(r->metrics, &r->body);
    (void)uplink_send(r->uplink, WORKER_SUPERVISOR, MESSAGE_METRICS, 0, r->body.data, r->body.length);
}

static void period_passed(void *ctx)
{
    struct reporter *r = ctx;
    uint64_t now = loop_now_ms(r->loop), late = now - r->last_turn_ms;
    r->last_turn_ms = now;
    metrics_set(r->metrics, METRIC_LOOP_LAG, late > PERIOD_MS ? (double)(late - PERIOD_MS) / 1000 : 0);
    if (++r->periods % PERIODS_PER_SAMPLE == 0)
        sample_process(r->metrics);
    reporter_send(r);
}

struct reporter *reporter_create(struct loop *loop, struct uplink *uplink, struct metrics *metrics)
{
    struct reporter *r = allocate(1, sizeof(*r));
    r->loop = loop;
    r->uplink = uplink;
    r->metrics = metrics;
    r->last_turn_ms = loop_now_ms(loop);
    buffer_init(&r->body, BODY_MOST);
    r->timer = loop_timer_create(loop, period_passed, r);
    loop_timer_repeat(r->timer, PERIOD_MS);
    sample_process(metrics);
    reporter_send(r); /* else nobody knows for a second how much memory we use */
    return r;
}

void reporter_destroy(struct reporter **take_reporter)
{
    struct reporter *r = *take_reporter;
    if (!r)
        return;
    *take_reporter = NULL;
    loop_timer_destroy(&r->timer);
    buffer_free(&r->body);
    free(r);
}
