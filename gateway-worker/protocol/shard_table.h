/* shard.def as data. For shard.c and its test. */
#ifndef VIGIE_SHARD_TABLE_H
#define VIGIE_SHARD_TABLE_H

#include "shard.h"

struct shard_next {
    bool declared;
    enum shard_state to;
    enum shard_action action;
};

extern const struct shard_next SHARD_NEXT[SHARD_STATES][SHARD_EVENTS];
/* Bits 1 << event. */
extern const uint32_t SHARD_IGNORED[SHARD_STATES], SHARD_ILLEGAL[SHARD_STATES];
extern const uint64_t SHARD_DEADLINE_MS[SHARD_STATES];

#endif
