/* What the rules of alert_rules.def look at, measured out of what health-server knows. Pure.
 * A value that nobody has told yet is not known: neither good news nor bad. */
#ifndef VIGIE_ALERT_SIGNALS_H
#define VIGIE_ALERT_SIGNALS_H

#include "conditions.h"
#include "report.h"

#include <stdbool.h>
#include <stdint.h>

enum alert_signal {
    ALERT_SIGNAL_NONE, /* never known: of a NOTICE, which is told and not measured */
    /* The status. Not known while it may still turn into either: a start, a connection lost for less than
     * what counts; so that neither a restart nor the minutes after it read as recovery. */
    ALERT_SIGNAL_DOWN,
    ALERT_SIGNAL_DEGRADED,
    ALERT_SIGNAL_MEMORY_LEVEL,  /* enum memory_level */
    ALERT_SIGNAL_LATENCY_S,     /* last heartbeat round trip, while connected */
    ALERT_SIGNAL_TASK_FAILURES, /* within the hour */
    ALERT_SIGNAL_CRASH_LOOPS,   /* workers in one */
    ALERT_SIGNAL_HANGS, /* 1: a worker is silent, or one was replaced for it in the last five minutes */
    ALERT_SIGNAL_OUTBOX_AGE_S, /* of the oldest row that waits */
    ALERT_SIGNAL_REFUSED_ROWS,
    ALERT_SIGNAL_IDENTIFIES_LEFT,
    ALERT_SIGNAL_FATAL_CLOSES,       /* 1: the Gateway, or REST with 401, ended it for good */
    ALERT_SIGNAL_IP_BANS,            /* 1: this address is banned */
    ALERT_SIGNAL_STATE_DIR_FAILURES, /* enum state_dir_trouble: of our own writes there, and of a worker's */
    ALERT_SIGNAL_SELF_PING_FAILURES, /* in a row */
    ALERT_SIGNALS
};

/* What became of the last write to STATE_DIR; a worker's failure reads as FAILED. */
enum state_dir_trouble { STATE_DIR_FINE, STATE_DIR_FAILED, STATE_DIR_HANGS };

struct alert_signal_value {
    bool known;
    double value;
};

struct alert_signals {
    struct alert_signal_value values[ALERT_SIGNALS];
};

/* How far the count of hangs has been told, and when it last moved; survives with the engine. */
struct alert_hangs {
    double counted;
    uint64_t moved_ms; /* monotonic, 0: never */
};

struct alert_inputs {
    const struct report *report;
    const struct conditions *conditions;
    /* Known by alerts and outreach themselves. */
    struct alert_signal_value state_dir_failures, self_ping_failures;
};

void alert_signals_measure(struct alert_signals *signals, const struct alert_inputs *in,
                           struct alert_hangs *hangs);

/* French: the figures behind the signal, for a person ("412 Mo, seuil 384 Mo"); "" where it has none. */
void alert_signal_detail(enum alert_signal signal, const struct alert_signals *signals,
                         const struct alert_inputs *in, char *text, size_t size);

#endif
