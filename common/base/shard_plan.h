/* Which shards this worker has, out of SHARD_COUNT and SHARD_IDS.
 * https://discord.com/developers/docs/events/gateway#sharding
 * Pure; a plain value. */
#ifndef VIGIE_SHARD_PLAN_H
#define VIGIE_SHARD_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of one worker: 40,000 guilds at Discord's 2,500 a shard. */
#define SHARDS_MOST 16

struct shard_plan {
    uint16_t count;            /* of the whole bot */
    uint16_t ids[SHARDS_MOST]; /* ours, ascending */
    size_t mine;
};

enum shard_plan_problem {
    SHARD_PLAN_GOOD,
    SHARD_PLAN_TOO_MANY,  /* over SHARDS_MOST: the first of them are in the plan */
    SHARD_PLAN_NOT_THERE, /* an id that is not below the count: left out */
    SHARD_PLAN_NONE,      /* no id is left: shard 0 is in the plan */
};

/* `ids`: "all" or "0,2,5", in any order; a repeated id counts once. */
enum shard_plan_problem shard_plan(unsigned count, const char *ids, struct shard_plan *ret_plan);

/* What is wrong, French; NULL for SHARD_PLAN_GOOD. */
const char *shard_plan_trouble(enum shard_plan_problem problem);

/* How many of ours that are `fresh` (by index) go before this one: they share its max_concurrency bucket, and
 * buckets are served in the order of ids, five seconds for each. */
unsigned shard_plan_turn(const struct shard_plan *plan, const bool *fresh, size_t index,
                         unsigned max_concurrency);

#endif
