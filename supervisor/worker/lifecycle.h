/* The life of a worker as a table of states and events (lifecycle.def). Pure: says what comes next, does
 * nothing. */
#ifndef VIGIE_LIFECYCLE_H
#define VIGIE_LIFECYCLE_H

enum lifecycle_state {
#define STATE(id, shown) LIFECYCLE_##id,
#include "lifecycle.def"
    LIFECYCLE_STATES
};

enum lifecycle_event {
#define EVENT(id) LIFECYCLE_##id,
#include "lifecycle.def"
    LIFECYCLE_EVENTS
};

enum lifecycle_action {
#define ACTION(id) LIFECYCLE_DO_##id,
#include "lifecycle.def"
    LIFECYCLE_ACTIONS
};

struct lifecycle_step {
    enum lifecycle_kind { LIFECYCLE_UNDECLARED, LIFECYCLE_STEP, LIFECYCLE_IGNORE, LIFECYCLE_ILLEGAL } kind;
    enum lifecycle_state to;      /* of LIFECYCLE_STEP; otherwise the state that it was in */
    enum lifecycle_action action; /* of LIFECYCLE_STEP */
};

struct lifecycle_step lifecycle_next(enum lifecycle_state state, enum lifecycle_event event);

/* "UP", "EXITED": for the log. */
const char *lifecycle_state_name(enum lifecycle_state state);
const char *lifecycle_event_name(enum lifecycle_event event);

/* "starting", "up", "hung", "waiting", "stopped": what monitors and operators are shown. */
const char *lifecycle_shown(enum lifecycle_state state);

#endif
