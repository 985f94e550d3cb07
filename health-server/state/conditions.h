/* What is the case, and for how long: the questions that health_rules.def asks. Pure. */
#ifndef VIGIE_CONDITIONS_H
#define VIGIE_CONDITIONS_H

#include "memory_watch.h"
#include "snapshot.h"
#include "timeline.h"

#include <stdint.h>

enum condition {
    CONDITION_ALWAYS,
    CONDITION_NO_DATA,           /* no SNAPSHOT yet */
    CONDITION_SUPERVISOR_SILENT, /* held: age of the last SNAPSHOT, or of this process before the first */
    CONDITION_CONFIG_BROKEN,
    CONDITION_TOKEN_REFUSED,   /* close code 4004, or a 401 of the REST API */
    CONDITION_INTENTS_REFUSED, /* close codes 4013, 4014 */
    CONDITION_GATEWAY_REFUSED, /* any other end for good */
    CONDITION_IP_BANNED,       /* held: as long as the ban, or as the connection is lost if that is longer */
    CONDITION_NEVER_READY,     /* held: since the supervisor started */
    CONDITION_GATEWAY_LOST,    /* was READY once; held: since then */
    CONDITION_CRASH_LOOP,
    CONDITION_STATE_FAILING,  /* STATE_DIR takes nothing; held: for as long as a worker says so */
    CONDITION_SHEETS_OFF,     /* no key */
    CONDITION_SHEETS_REFUSED, /* for good */
    CONDITION_SHEETS_FAILING, /* for now */
    CONDITION_SHEETS_UNKNOWN, /* held: since its state was last known */
    CONDITION_OUTBOX_OLD,     /* held: age of the oldest waiting row */
    CONDITION_MEMORY_HIGH,
    CONDITION_MEMORY_CRITICAL,
    CONDITION_LATENCY_HIGH,
    CONDITIONS
};

#define CONDITION_ABSENT (-1)

struct conditions {
    int64_t held_ms[CONDITIONS]; /* CONDITION_ABSENT, or for how long it has been the case */
};

struct condition_inputs {
    const struct snapshot *snapshot;
    const struct timeline *timeline;
    enum memory_level memory;
    double latency_warn_s;
    uint64_t born_ms; /* start of this process, monotonic */
};

void conditions_measure(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms,
                        int64_t wall_ms);

#endif
