/* How many IDENTIFYs a day are left, and whose turn it is. Discord resets the token of a bot that spends more
 * than 1,000 in 24 hours, over all its shards, so the count outlives processes, and Vigie gets slow long
 * before. And of the shards whose id leaves the same rest when divided by max_concurrency only one may
 * IDENTIFY in five seconds.
 * https://discord.com/developers/docs/events/gateway#identifying and #sharding-max-concurrency
 * Pure; one for all shards, owned by the gateway; needs no cleanup. Wall time, since it must be comparable
 * after a restart. */
#ifndef VIGIE_IDENTIFY_BUDGET_H
#define VIGIE_IDENTIFY_BUDGET_H

#include "json_value.h"
#include "json_writer.h"

#include <stdbool.h>
#include <stdint.h>

#define IDENTIFY_A_DAY      1000
#define IDENTIFY_SOFT_STOP  800  /* from here one in ten minutes */
#define IDENTIFY_HARD_STOP  950  /* from here none: a person, or another program, may need what is left */
#define IDENTIFY_SPACING_MS 5500 /* Discord counts 5 s between arrivals, and the second may travel faster */
#define IDENTIFY_HOURS      24
#define IDENTIFY_BUCKETS    16 /* a larger max_concurrency is used as this one: slower, never too fast */

struct identify_budget {
    int64_t hour;                        /* the newest of the counts: hours since 1970 */
    uint32_t spent[IDENTIFY_HOURS];      /* by hour % IDENTIFY_HOURS */
    int64_t last_ms;                     /* wall, of the last one; 0: none */
    int64_t bucket_ms[IDENTIFY_BUCKETS]; /* the same by bucket */
    unsigned concurrency;                /* Discord's max_concurrency, at most IDENTIFY_BUCKETS */
    uint32_t granted;                    /* what Discord says is left, less what was spent since */
    int64_t granted_until_ms;            /* wall; from then on `granted` means nothing; 0: never said */
};

/* One IDENTIFY in five seconds, until told that more are allowed. */
void identify_budget_init(struct identify_budget *b);
void identify_budget_allow(struct identify_budget *b, unsigned max_concurrency);
/* session_start_limit: so many are left until `reset_after_ms` have passed. The lower of this and our own
 * count holds: other programs may use the same token, and Discord may have seen what a lost folder forgot.
 * https://discord.com/developers/docs/events/gateway#session-start-limit-object */
void identify_budget_learn(struct identify_budget *b, uint32_t remaining, uint64_t reset_after_ms,
                           int64_t wall_ms);

/* Milliseconds until this shard may send one; 0: now. */
uint64_t identify_budget_wait_ms(struct identify_budget *b, unsigned shard, int64_t wall_ms);
void identify_budget_spent(struct identify_budget *b, unsigned shard, int64_t wall_ms);
/* Of IDENTIFY_A_DAY. */
uint32_t identify_budget_left(struct identify_budget *b, int64_t wall_ms);
/* Wall time before which no shard may send one, because IDENTIFY_HARD_STOP of the day are gone; 0: not so. By
 * our own count it is the end of this hour, and may be put off then. */
int64_t identify_budget_spent_until_ms(struct identify_budget *b, int64_t wall_ms);

/* As one member "identifies" of the object that `w` is in, and back; malformed or older than a day: as it
 * was. */
void identify_budget_write(const struct identify_budget *b, struct json_writer *w);
void identify_budget_read(struct identify_budget *b, const struct json_value *object);

#endif
