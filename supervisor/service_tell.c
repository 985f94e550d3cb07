/* What the service tells others: snapshots and numbers to the health-server, answers to the operator. */
#include "service_inside.h"

#include "clock.h"
#include "control_socket.h"
#include "exit_status.h"
#include "log.h"
#include "log_router.h"
#include "reap.h"
#include "snapshot.h"
#include "status_report.h"

static struct snapshot take_snapshot(const struct service *s)
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
        if (s->star.children[i])
            snapshot.workers[snapshot.worker_count++] = child_view(s->star.children[i], snapshot.now_ms);
    return snapshot;
}

void service_send_snapshot(struct service *s)
{
    struct child *health = s->star.children[WORKER_HEALTH];
    if (!health || !child_welcomed(health))
        return;
    struct snapshot snapshot = take_snapshot(s);
    buffer_clear(&s->snapshot);
    snapshot_write(&snapshot, &s->snapshot);
    child_tell(health, MESSAGE_SNAPSHOT, s->snapshot.data, s->snapshot.length);
}

static void set_total(struct metrics *m, enum metric metric, uint64_t total)
{
    metrics_add(m, metric, (double)total - metrics_get(m, metric));
}

void service_send_metrics(struct service *s)
{
    struct child *health = s->star.children[WORKER_HEALTH];
    uint64_t bad = 0, refused = 0;
    for (int i = 0; i < WORKERS; i++) {
        struct channel_counts counts = {0};
        if (s->star.children[i])
            counts = child_channel_counts(s->star.children[i]);
        bad += counts.bad;
        refused += counts.refused;
    }
    set_total(&s->metrics, METRIC_IPC_BAD, bad);
    set_total(&s->metrics, METRIC_IPC_REFUSED, refused);
    set_total(&s->metrics, METRIC_SUPERVISOR_ORPHANS, reaper_strangers(s->reaper));
    set_total(&s->metrics, METRIC_SUPERVISOR_LINES_DROPPED, log_router_dropped(s->router));
    if (!health || !child_welcomed(health))
        return;
    buffer_clear(&s->metrics_body);
    metrics_write(&s->metrics, &s->metrics_body);
    child_tell(health, MESSAGE_METRICS, s->metrics_body.data, s->metrics_body.length);
}

int service_control_asked(void *ctx, struct control_request request, struct buffer *reply)
{
    struct service *s = ctx;
    char names[CONTROL_NAMES_SIZE];
    struct snapshot snapshot = take_snapshot(s);
    switch (request.verb) {
    case CONTROL_STATUS:
        status_table(&snapshot, reply);
        return EXIT_NORMAL;
    case CONTROL_STATUS_JSON:
        status_json(&snapshot, reply);
        return EXIT_NORMAL;
    case CONTROL_RESTART:
        if (!s->star.children[request.worker] || s->phase == STOPPING) {
            buffer_format(reply, "%s ne tourne pas ici.\n", worker_name(request.worker));
            return EXIT_TEMPORARY;
        }
        log_event(LOG_NOTICE, "worker.renewed", NULL, "%s est redémarré à la demande",
                  worker_name(request.worker));
        child_renew(s->star.children[request.worker]);
        buffer_format(reply, "%s redémarre.\n", worker_name(request.worker));
        return EXIT_NORMAL;
    case CONTROL_RESTART_NOBODY:
        buffer_format(reply, "Ce programme n'existe pas. Choisissez parmi : %s.\n",
                      control_worker_names(names, sizeof(names)));
        return EXIT_USAGE;
    case CONTROL_UNKNOWN:
        break;
    }
    buffer_text(reply, "Demande inconnue. Choisissez : status, status --json, restart PROGRAMME.\n");
    return EXIT_USAGE;
}
