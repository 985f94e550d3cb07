/* A service as a report shows it, for the history's tests; each test moves what it is about. */
#ifndef VIGIE_SERVICE_NOW_H
#define VIGIE_SERVICE_NOW_H

#include "report.h"

#include <string.h>

#define NOW_WALL_S INT64_C(1704110400) /* 2024-01-01T12:00:00Z */
#define NOW_MS     UINT64_C(100000000)

struct service_now {
    struct snapshot snapshot;
    struct timeline timeline;
    struct averages averages;
    struct health_rule rule;
    struct report report;
};

static inline void service_status(struct service_now *s, enum health_status status, const char *reason)
{
    s->rule = (struct health_rule){.status = status, .reason = reason};
    s->report.status = status;
}

static inline void service_init(struct service_now *s)
{
    memset(s, 0, sizeof(*s));
    snapshot_init(&s->snapshot);
    averages_init(&s->averages);
    s->snapshot.supervisor.known = true;
    s->snapshot.supervisor.started_ms = NOW_MS - 5000;
    s->timeline.last_heartbeat_s = NOW_WALL_S;
    s->report = (struct report){.now_ms = NOW_MS,
                                .wall_ms = NOW_WALL_S * 1000,
                                .connected = true,
                                .memory_known = true,
                                .memory_bytes = 20 * 1024 * 1024,
                                .rule = &s->rule,
                                .snapshot = &s->snapshot,
                                .timeline = &s->timeline,
                                .averages = &s->averages};
    service_status(s, HEALTH_HEALTHY, "");
}

/* Both clocks. */
static inline void service_passes(struct service_now *s, uint64_t ms)
{
    s->report.now_ms += ms;
    s->report.wall_ms += (int64_t)ms;
}

static inline void service_metric(struct service_now *s, enum worker worker, enum metric metric, double value)
{
    s->snapshot.programs[worker].values.values[metric].value = value;
}

#endif
