/* One rule over time: from "is it the case?" once a second to what people are told. Pure: time comes in.
 * The states are alert_life.def. On top of them flapping is folded: a trouble that is back within
 * ALERT_FLAP_MS of its last end is told once as coming and going; then nothing more is said until it has been
 * quiet, or has lasted, for ALERT_FLAP_MS.
 * Embedded by its user; all zero is quiet; needs no cleanup. */
#ifndef VIGIE_ALERT_LIFE_H
#define VIGIE_ALERT_LIFE_H

#include "alert_rules.h"

#include <stdbool.h>
#include <stdint.h>

#define ALERT_FLAP_MS     (UINT64_C(15) * 60 * 1000)
#define ALERT_REMINDER_MS (UINT64_C(24) * 3600 * 1000)

enum alert_state { ALERT_QUIET, ALERT_RISING, ALERT_FIRING, ALERT_FALLING, ALERT_STATES };

enum alert_event {
    ALERT_EVENT_UNSURE,
    ALERT_EVENT_CASE,
    ALERT_EVENT_CASE_HELD,
    ALERT_EVENT_CLEAR,
    ALERT_EVENT_CLEAR_HELD,
    ALERT_EVENTS
};

/* What people are told. */
enum alert_kind {
    ALERT_RAISED,
    ALERT_OVER,
    ALERT_REMINDER, /* it still is the case */
    ALERT_FLAPPING, /* it comes and goes: from here on changes are not told one by one */
    ALERT_NOTICED,  /* of a NOTICE: it happened */
    ALERT_KINDS,
    ALERT_NOTHING_TO_SAY = ALERT_KINDS
};

/* All times are monotonic milliseconds. */
struct alert_life {
    enum alert_state state;
    uint64_t turned_ms; /* RISING, FALLING: since then */
    uint64_t since_ms;  /* when the case began; of a flapping one, the first time */
    uint64_t ended_ms;  /* when the last case ended, 0: never */
    uint64_t told_ms;   /* the last thing told */
    bool flapping;
    unsigned rounds;     /* how often it was raised since it last was quiet for long */
    uint64_t changed_ms; /* flapping: the last raise or end */
};

/* What `saw` means for `row`, and what to tell. Called about once a second, and at least as often as
 * something must be told. */
enum alert_kind alert_life_step(struct alert_life *life, const struct alert_rule_row *row,
                                enum alert_case saw, uint64_t now_ms);

/* People have been told that it is the case, and not yet that it is over. */
bool alert_life_firing(const struct alert_life *life);

#endif
