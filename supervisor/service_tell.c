/* What the service tells the health-server: snapshots and numbers. */
#include "service_inside.h"

#include "clock.h"
#include "log_router.h"
#include "reap.h"
#include "snapshot.h"

struct snapshot service_snapshot(const struct service *s)
{
    struct snapshot snapshot = {
        .started_monotonic_ms = s->started_ms,
        .started_wall_ms = s->started_wall_ms,
        .now_ms = clock_monotonic_ms(),
        .demo = s->options->demo,
        .stopping = s->phase == STOPPING,
        .config_error = s->options->config_error,
        .memory_limit_bytes = s->memory_limit_bytes,
    };
    for (int i = 0; i < WORKERS; i++)
        if (s->children[i])
            snapshot.workers[snapshot.worker_count++] = child_view(s->children[i], snapshot.now_ms);
    return snapshot;
}

void service_send_snapshot(struct service *s)
{
    struct child *health = s->children[WORKER_HEALTH];
    if (!health || !child_link_welcomed(child_link_of(health)))
        return;
    struct snapshot snapshot = service_snapshot(s);
    buffer_clear(&s->snapshot);
    snapshot_write(&snapshot, &s->snapshot);
    child_link_tell(child_link_of(health), MESSAGE_SNAPSHOT, s->snapshot.data, s->snapshot.length);
}

static void set_total(struct metrics *m, enum metric metric, uint64_t total)
{
    metrics_add(m, metric, (double)total - metrics_get(m, metric));
}

void service_send_metrics(struct service *s)
{
    struct child *health = s->children[WORKER_HEALTH];
    uint64_t bad = 0, refused = 0;
    for (int i = 0; i < WORKERS; i++) {
        struct channel_counts counts = {0};
        if (s->children[i])
            counts = child_link_counts(child_link_of(s->children[i]));
        bad += counts.bad;
        refused += counts.refused;
    }
    set_total(&s->metrics, METRIC_IPC_BAD, bad);
    set_total(&s->metrics, METRIC_IPC_REFUSED, refused);
    set_total(&s->metrics, METRIC_SUPERVISOR_ORPHANS, reaper_strangers(s->reaper));
    set_total(&s->metrics, METRIC_SUPERVISOR_LINES_DROPPED, log_router_dropped(s->router));
    if (!health || !child_link_welcomed(child_link_of(health)))
        return;
    buffer_clear(&s->metrics_body);
    metrics_write(&s->metrics, &s->metrics_body);
    child_link_tell(child_link_of(health), MESSAGE_METRICS, s->metrics_body.data, s->metrics_body.length);
}
