/* lifecycle.def as data. */
#include "lifecycle.h"

static const struct lifecycle_step STEPS[LIFECYCLE_STATES][LIFECYCLE_EVENTS] = {
#define NEXT(from, event, next, act)                                                                         \
    [LIFECYCLE_##from][LIFECYCLE_##event] = {LIFECYCLE_STEP, LIFECYCLE_##next, LIFECYCLE_DO_##act},
#define IGNORE(state, event)                                                                                 \
    [LIFECYCLE_##state][LIFECYCLE_##event] = {LIFECYCLE_IGNORE, LIFECYCLE_##state, LIFECYCLE_DO_NOTHING},
#define ILLEGAL(state, event)                                                                                \
    [LIFECYCLE_##state][LIFECYCLE_##event] = {LIFECYCLE_ILLEGAL, LIFECYCLE_##state, LIFECYCLE_DO_NOTHING},
#include "lifecycle.def"
};

static const struct {
    const char *name, *shown;
} STATES[LIFECYCLE_STATES] = {
#define STATE(id, shown) [LIFECYCLE_##id] = {#id, shown},
#include "lifecycle.def"
};

static const char *const EVENTS[LIFECYCLE_EVENTS] = {
#define EVENT(id) [LIFECYCLE_##id] = #id,
#include "lifecycle.def"
};

struct lifecycle_step lifecycle_next(enum lifecycle_state state, enum lifecycle_event event)
{
    return STEPS[state][event];
}

const char *lifecycle_state_name(enum lifecycle_state state)
{
    return STATES[state].name;
}

const char *lifecycle_event_name(enum lifecycle_event event)
{
    return EVENTS[event];
}

const char *lifecycle_shown(enum lifecycle_state state)
{
    return STATES[state].shown;
}
