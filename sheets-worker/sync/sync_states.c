/* The table of states. */
#include "sync_states.h"

static const struct {
    const char *name;
    enum quota_kind quota;
    enum sync_state record;
    enum sync_state after[SYNC_ENDINGS];
} STATES[] = {
#define SYNC_STATE(state, quota, record, done, failed, lags, smaller, narrow, clearable, stale)              \
    {#state,                                                                                                 \
     QUOTA_##quota,                                                                                          \
     SYNC_##record,                                                                                          \
     {SYNC_##done, SYNC_##failed, SYNC_##lags, SYNC_##smaller, SYNC_##narrow, SYNC_##clearable,              \
      SYNC_##stale}},
#include "sync_states.def"
#undef SYNC_STATE
};

enum sync_state sync_state_after(enum sync_state state, enum sync_ending ending)
{
    return STATES[state].after[ending];
}

enum quota_kind sync_state_quota(enum sync_state state)
{
    return STATES[state].quota;
}

enum sync_state sync_state_record(enum sync_state state)
{
    return STATES[state].record;
}

bool sync_state_records(enum sync_state state)
{
    return STATES[state].record == state;
}

const char *sync_state_name(enum sync_state state)
{
    return STATES[state].name;
}
