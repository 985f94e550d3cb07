/* A report as it stands after an hour of good service, for the pages' tests; each test spoils what it is
 * about. */
#ifndef VIGIE_SAMPLE_REPORT_H
#define VIGIE_SAMPLE_REPORT_H

#include "pages.h"

#include <string.h>

struct sample {
    struct snapshot snapshot;
    struct timeline timeline;
    struct averages averages;
    struct health_events events;
    struct report report;
    struct buffer out;
};

#define SAMPLE_NOW     UINT64_C(3700000)
#define SAMPLE_STARTED UINT64_C(100000)
#define SAMPLE_WALL    INT64_C(1704110400000) /* 2024-01-01T12:00:00Z */

/* The rule that a condition alone leads to. */
static inline const struct health_rule *sample_rule(enum condition condition, int64_t held_s)
{
    struct conditions c;
    for (int i = 0; i < CONDITIONS; i++)
        c.held_ms[i] = CONDITION_ABSENT;
    c.held_ms[CONDITION_ALWAYS] = 0;
    c.held_ms[condition] = held_s * 1000;
    return verdict(&c);
}

static inline void sample_verdict(struct sample *s, enum condition condition, int64_t held_s)
{
    s->report.rule = sample_rule(condition, held_s);
    s->report.status = s->report.rule->status;
}

static inline void sample_worker(struct sample *s, enum worker worker)
{
    s->snapshot.supervisor.workers[worker] = (struct worker_view){.listed = true,
                                                                  .state = WORKER_UP,
                                                                  .pid = 41,
                                                                  .up_since_ms = SAMPLE_STARTED,
                                                                  .last_heartbeat_ms = SAMPLE_NOW - 500,
                                                                  .memory_bytes = 3 * 1024 * 1024};
}

static inline void sample_metrics(struct sample *s, enum worker worker, const char *lines)
{
    snapshot_metrics(&s->snapshot, worker, lines, strlen(lines), SAMPLE_NOW);
}

static inline void sample_event(struct sample *s, const char *message)
{
    struct health_event event = {.at_ms = SAMPLE_WALL - 60000,
                                 .in_s = -1,
                                 .replayed = -1,
                                 .level = LOG_WARN,
                                 .program = "gateway-worker"};
    strncpy(event.message, message, sizeof(event.message) - 1);
    health_events_add(&s->events, &event);
}

static inline void sample_init(struct sample *s)
{
    memset(s, 0, sizeof(*s));
    snapshot_init(&s->snapshot);
    averages_init(&s->averages);
    buffer_init(&s->out, PAGE_MOST);
    s->snapshot.supervisor.known = true;
    s->snapshot.supervisor.started_ms = SAMPLE_STARTED;
    s->snapshot.supervisor.started_wall_ms = SAMPLE_WALL - 3600000;
    sample_worker(s, WORKER_GATEWAY);
    sample_worker(s, WORKER_SHEETS);
    sample_worker(s, WORKER_HEALTH);
    sample_metrics(s, WORKER_GATEWAY,
                   "GATEWAY_CONNECTED 1\nGATEWAY_STATE 1\nGATEWAY_LATENCY 0.1251\nGATEWAY_READIES 1\n"
                   "GATEWAY_RTT 0.75 3 0 1 0 0 1 0 0 0 0 1 0\nERRORS 2\nSHARD 0 1 1 0.1251 0 0 1\n");
    sample_metrics(s, WORKER_SHEETS, "SHEETS_STATE 1\nSHEETS_WRITTEN 12\n");
    s->timeline.last_heartbeat_s = SAMPLE_WALL / 1000;
    s->report =
        (struct report){.now_ms = SAMPLE_NOW,
                        .wall_ms = SAMPLE_WALL,
                        .status_since_ms = SAMPLE_WALL - 60000,
                        .connected = true,
                        .uptime_s = 3600,
                        .requests = 150,
                        .latency_known = true,
                        .latency_mean_s = 0.125,
                        .memory_mean_known = true,
                        .memory_known = true,
                        .memory_mean_bytes = 245.6 * 1024 * 1024,
                        .memory_bytes = 240 * 1024 * 1024,
                        .errors = 2,
                        .connection_events = 4,
                        .limits = {.warn_bytes = 384 * 1024 * 1024, .critical_bytes = 460 * 1024 * 1024},
                        .instance_id = "srv-1",
                        .snapshot = &s->snapshot,
                        .timeline = &s->timeline,
                        .averages = &s->averages,
                        .events = &s->events};
    sample_verdict(s, CONDITION_ALWAYS, 0);
}

/* The page as a string; lives until the next. */
static inline const char *sample_page(struct sample *s,
                                      void (*page)(struct buffer *out, const struct report *r))
{
    buffer_clear(&s->out);
    page(&s->out, &s->report);
    return s->out.failed ? NULL : buffer_string(&s->out);
}

static inline void sample_fini(struct sample *s)
{
    buffer_free(&s->out);
}

#endif
