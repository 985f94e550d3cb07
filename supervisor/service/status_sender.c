/* Snapshots and numbers. */
#include "status_sender.h"

#include "clock.h"
#include "log_router.h"
#include "memory_use.h"
#include "reap.h"

#define SNAPSHOT_BYTES_MAX 8192
#define METRICS_BYTES_MAX  (16 * 1024)

void status_sender_init(struct status_sender *s, const struct service_options *options,
                        const struct children *children, const struct ordered_stop *stop,
                        const struct log_router *router)
{
    *s = (struct status_sender){.options = options,
                                .children = children,
                                .stop = stop,
                                .router = router,
                                .started_ms = clock_monotonic_ms(),
                                .memory_limit_bytes = memory_limit_bytes(),
                                .started_wall_ms = clock_wall_ms()};
    buffer_init(&s->snapshot_body, SNAPSHOT_BYTES_MAX);
    buffer_init(&s->metrics_body, METRICS_BYTES_MAX);
    metrics_init(&s->metrics, WORKER_SUPERVISOR);
}

void status_sender_fini(struct status_sender *s)
{
    buffer_free(&s->snapshot_body);
    buffer_free(&s->metrics_body);
}

struct snapshot status_sender_snapshot(const struct status_sender *s)
{
    struct snapshot snapshot = {
        .started_monotonic_ms = s->started_ms,
        .started_wall_ms = s->started_wall_ms,
        .now_ms = clock_monotonic_ms(),
        .demo = s->options->demo,
        .stopping = s->stop->begun,
        .config_error = s->options->config_error,
        .memory_limit_bytes = s->memory_limit_bytes,
    };
    for (int i = 0; i < WORKERS; i++)
        if (s->children->by_worker[i])
            snapshot.workers[snapshot.worker_count++] =
                child_view(s->children->by_worker[i], snapshot.now_ms);
    return snapshot;
}

static void send(const struct status_sender *s, enum message type, const struct buffer *body)
{
    struct child_link *health = child_link_of(s->children->by_worker[WORKER_HEALTH]);
    child_link_tell(health, type, body->data, body->length);
}

static bool is_heard(const struct status_sender *s)
{
    struct child *health = s->children->by_worker[WORKER_HEALTH];
    return health && child_link_welcomed(child_link_of(health));
}

void status_sender_send_snapshot(struct status_sender *s)
{
    if (!is_heard(s))
        return;
    struct snapshot snapshot = status_sender_snapshot(s);
    buffer_clear(&s->snapshot_body);
    snapshot_write(&snapshot, &s->snapshot_body);
    send(s, MESSAGE_SNAPSHOT, &s->snapshot_body);
}

static void set_total(struct metrics *m, enum metric metric, uint64_t total)
{
    metrics_add(m, metric, (double)total - metrics_get(m, metric));
}

static void count(struct status_sender *s)
{
    uint64_t bad = 0, refused = 0;
    for (int i = 0; i < WORKERS; i++) {
        struct channel_counts counts = {0};
        if (s->children->by_worker[i])
            counts = child_link_counts(child_link_of(s->children->by_worker[i]));
        bad += counts.bad;
        refused += counts.refused;
    }
    set_total(&s->metrics, METRIC_IPC_BAD, bad);
    set_total(&s->metrics, METRIC_IPC_REFUSED, refused);
    set_total(&s->metrics, METRIC_SUPERVISOR_ORPHANS, reaper_strangers(s->reaper));
    set_total(&s->metrics, METRIC_SUPERVISOR_LINES_DROPPED, log_router_dropped(s->router));
}

void status_sender_send(struct status_sender *s)
{
    count(s);
    if (is_heard(s)) {
        buffer_clear(&s->metrics_body);
        metrics_write(&s->metrics, &s->metrics_body);
        send(s, MESSAGE_METRICS, &s->metrics_body);
    }
    status_sender_send_snapshot(s);
}
