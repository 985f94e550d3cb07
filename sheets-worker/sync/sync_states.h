/* The states of the sync, and what follows from the end of each (sync_states.def). Pure. */
#ifndef VIGIE_SYNC_STATES_H
#define VIGIE_SYNC_STATES_H

#include "minute_quota.h"

#include <stdbool.h>

enum sync_state {
#define SYNC_STATE(state, ...) SYNC_##state,
#include "sync_states.def"
#undef SYNC_STATE
    SYNC_NEVER
};

enum sync_ending {
#define SYNC_ENDING(ending) SYNC_##ending,
#include "sync_states.def"
#undef SYNC_ENDING
    SYNC_ENDINGS
};

/* SYNC_NEVER: this request cannot end so. */
enum sync_state sync_state_after(enum sync_state state, enum sync_ending ending);
enum quota_kind sync_state_quota(enum sync_state state);
/* Which state writes down what this one sends? SYNC_RESTING: none, for it touches no cell; SYNC_NEVER: it is
 * no write. */
enum sync_state sync_state_record(enum sync_state state);
/* Is it such a state itself, so that nothing is sent in it? */
bool sync_state_records(enum sync_state state);
/* For logs. */
const char *sync_state_name(enum sync_state state);

#endif
