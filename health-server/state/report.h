/* All that a page may show, measured at one instant. Filled by observer_report; the pointers belong to the
 * observer and live until its next change. */
#ifndef VIGIE_REPORT_H
#define VIGIE_REPORT_H

#include "alerts_view.h"
#include "averages.h"
#include "health_events.h"
#include "language.h"
#include "memory_watch.h"
#include "snapshot.h"
#include "timeline.h"
#include "verdict.h"

struct history_view;

/* What the request says beside its path; all zero where there is none. Not NUL-terminated; lives for one
 * answer. */
struct asked {
    const char *query; /* behind the '?' */
    size_t query_length;
};

struct report {
    uint64_t now_ms; /* monotonic */
    int64_t wall_ms; /* UTC */

    enum health_status status;
    const struct health_rule *rule; /* why */
    int64_t status_since_ms;        /* UTC */
    bool connected;                 /* the Gateway session is READY or RESUMED now */
    uint64_t lost_ms;               /* how long it is not, 0 when connected */

    uint64_t uptime_s;     /* of the supervisor */
    uint64_t requests;     /* HTTP requests answered, this one included */
    bool latency_known;    /* a heartbeat was answered in the last 300 s */
    double latency_mean_s; /* of 300 s, 0 if not known */
    bool memory_mean_known;
    double memory_mean_bytes;   /* of 300 s, 0 if not known */
    bool memory_known;          /* every process has measured itself */
    uint64_t memory_bytes;      /* now */
    uint64_t errors;            /* all programs, since the supervisor started */
    uint64_t task_failures;     /* of 3600 s */
    uint64_t connection_events; /* connects, READY, RESUMED, disconnects */
    uint64_t connections;       /* open HTTP connections */
    enum memory_level memory_level;
    struct memory_limits limits;

    enum language language; /* of the page that is being written */
    const char *instance_id;
    const struct snapshot *snapshot;
    const struct timeline *timeline;
    const struct averages *averages;
    const struct health_events *events;
    struct asked asked;
    const struct history_view *history; /* history/history_view.h; not the observer's: main.c's */
    /* NULL where nobody watches or calls: in tests, and before the first second. */
    const struct alerts_view *alerts;
    const struct outreach_view *outreach;
};

#endif
