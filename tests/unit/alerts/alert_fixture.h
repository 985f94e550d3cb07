/* A service that is well, as the rules see it; each test spoils what it is about. */
#ifndef VIGIE_ALERT_FIXTURE_H
#define VIGIE_ALERT_FIXTURE_H

#include "alert_engine.h"

#include <string.h>

#define FIXTURE_MONO ((UINT64_C(1) << 40) + UINT64_C(3700000))
#define FIXTURE_WALL INT64_C(1704110400000) /* 2024-01-01T12:00:00Z */
#define FIXTURE_NOW  UINT64_C(3700000)
#define FIXTURE_MIB  (UINT64_C(1024) * 1024)

struct fixture {
    struct snapshot snapshot;
    struct timeline timeline;
    struct conditions conditions;
    struct report report;
    struct alert_inputs in;
    struct alert_options options;
    struct alert_engine engine;
    struct alert_now now;
    struct alert_told told;
};

static inline void fixture_metrics(struct fixture *f, enum worker worker, const char *lines)
{
    snapshot_metrics(&f->snapshot, worker, lines, strlen(lines), f->report.now_ms);
}

static inline void fixture_verdict(struct fixture *f, enum condition condition, int64_t held_s)
{
    f->conditions.held_ms[condition] = held_s * 1000;
    f->report.rule = verdict(&f->conditions);
    f->report.status = f->report.rule->status;
}

static inline void fixture_init(struct fixture *f)
{
    memset(f, 0, sizeof(*f));
    snapshot_init(&f->snapshot);
    f->snapshot.supervisor.known = true;
    f->snapshot.supervisor.started_ms = 100000;
    for (int i = 0; i < WORKERS; i++) {
        f->conditions.held_ms[i] = CONDITION_ABSENT;
        f->snapshot.supervisor.workers[i] =
            (struct worker_view){.listed = i != WORKER_SIMULATOR, .state = WORKER_UP};
    }
    for (int i = 0; i < CONDITIONS; i++)
        f->conditions.held_ms[i] = CONDITION_ABSENT;
    f->report = (struct report){.now_ms = FIXTURE_NOW,
                                .wall_ms = FIXTURE_WALL,
                                .connected = true,
                                .memory_bytes = 20 * FIXTURE_MIB,
                                .limits = {400 * FIXTURE_MIB, 460 * FIXTURE_MIB},
                                .snapshot = &f->snapshot,
                                .timeline = &f->timeline};
    fixture_verdict(f, CONDITION_ALWAYS, 0);
    fixture_metrics(f, WORKER_GATEWAY,
                    "GATEWAY_CONNECTED 1\nGATEWAY_LATENCY 0.1\nGATEWAY_IDENTIFIES_LEFT 990\n");
    fixture_metrics(f, WORKER_SHEETS, "SHEETS_STATE 1\n");
    fixture_metrics(f, WORKER_SUPERVISOR, "SUPERVISOR_HANGS 0\n");
    f->in = (struct alert_inputs){.report = &f->report,
                                  .conditions = &f->conditions,
                                  .state_dir_failures = {true, 0},
                                  .self_ping_failures = {true, 0}};
    f->options = (struct alert_options){.latency_warn_s = 10, .channel_set = {true, true}};
    f->engine.series = 0x1a2b3c4d;
    f->now = (struct alert_now){FIXTURE_MONO, FIXTURE_WALL};
}

static inline void fixture_step(struct fixture *f)
{
    alert_engine_step(&f->engine, &f->in, &f->options, f->now, &f->told);
}

/* Looks once a second, for so long. */
static inline void fixture_pass(struct fixture *f, unsigned seconds)
{
    for (unsigned i = 0; i < seconds; i++) {
        fixture_step(f);
        f->now.mono_ms += 1000;
        f->now.wall_ms += 1000;
        f->report.now_ms += 1000;
        f->report.wall_ms += 1000;
    }
}

static inline const struct alert_message *fixture_last(const struct fixture *f)
{
    return f->engine.queue.count ? &f->engine.queue.messages[f->engine.queue.count - 1] : NULL;
}

#endif
