/* shard.def expanded. */
#include "shard_table.h"

#define ON(event) (1u << SHARD_ON_##event)

const struct shard_next SHARD_NEXT[SHARD_STATES][SHARD_EVENTS] = {
#define NEXT(from, event, to, action) [SHARD_##from][SHARD_ON_##event] = {true, SHARD_##to, SHARD_##action},
#include "shard.def"
#undef NEXT
};

const uint32_t SHARD_IGNORED[SHARD_STATES] = {
#define IGNORE(state, events) [SHARD_##state] = (events),
#include "shard.def"
#undef IGNORE
};

const uint32_t SHARD_ILLEGAL[SHARD_STATES] = {
#define ILLEGAL(state, events) [SHARD_##state] = (events),
#include "shard.def"
#undef ILLEGAL
};

const uint64_t SHARD_DEADLINE_MS[SHARD_STATES] = {
#define STATE(name, deadline_ms, doing) [SHARD_##name] = (deadline_ms),
#include "shard.def"
#undef STATE
};

const char *shard_doing(enum shard_state state)
{
    static const char *const DOING[] = {
#define STATE(name, deadline_ms, doing) [SHARD_##name] = (doing),
#include "shard.def"
#undef STATE
    };
    return DOING[state];
}

/* A pair that was forgotten does not compile (one that stands twice does not either: -Woverride-init). */
enum {
    DECLARED = 0
#define NEXT(from, event, to, action) +1
#define IGNORE(state, events)         +__builtin_popcount(events)
#define ILLEGAL(state, events)        +__builtin_popcount(events)
#include "shard.def"
#undef NEXT
#undef IGNORE
#undef ILLEGAL
};
_Static_assert(DECLARED == SHARD_STATES * SHARD_EVENTS,
               "shard.def must declare every (state, event) pair once");
