/* Watches the status: each change is a transition, and a time in which the service was degraded or down is an
 * incident. `starting` neither begins one nor ends one. Pure; embedded by its user; all zero is a beginning. */
#ifndef VIGIE_INCIDENT_LOG_H
#define VIGIE_INCIDENT_LOG_H

#include "incident.h"
#include "report.h"

#include <stdbool.h>
#include <stdint.h>

/* After a time without observation that is longer, nobody knows when an incident of before it ended. */
#define INCIDENT_GAP_MAX_S 600

struct transition {
    int64_t at_ms; /* UTC */
    enum health_status status;
    char reason[INCIDENT_REASON_SIZE]; /* "" if there is nothing to tell */
};

struct incident_log {
    bool known; /* a status has been seen */
    struct transition last;
    bool is_open;
    struct incident incident; /* the open one */
    uint64_t looked_ms, lasted_ms, silence_ms;
    bool was_lost; /* during it */
    /* What stood where when it began: what moved since may be what ended it. */
    uint64_t life_ms;
    double resumes, readies, restarts;
    /* The last heartbeat ACK, and when we saw it (monotonic). */
    int64_t beat_s;
    uint64_t beat_ms;
};

struct incident_step {
    bool transition, incident; /* which of the two is news, for the database */
    struct transition now;
    struct incident changed;
};

/* Looks at the service as it is now, once a second. */
struct incident_step incident_log_look(struct incident_log *log, const struct report *r);

/* What the database holds of an incident that was open when its process ended. */
struct incident_left {
    struct incident incident;
    int64_t observed_s; /* UTC second of the last sample */
    uint64_t life_ms;   /* start of that supervisor, monotonic */
};

/* Before the first look. The incident goes on, or is over: then true, and *ret_ended is it as it must be
 * stored. */
bool incident_log_go_on(struct incident_log *log, const struct incident_left *left, const struct report *r,
                        struct incident *ret_ended);

#endif
