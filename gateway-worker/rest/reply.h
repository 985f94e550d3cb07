/* What an answer of Discord's REST API means: done, refused, wait, try again, banned. Pure.
 * Limits are never hard-coded, they are read here from each answer (facts/discord.md 1.11, T5-T16). */
#ifndef VIGIE_REPLY_H
#define VIGIE_REPLY_H

#include "err.h"
#include "route.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum rest_outcome {
#define OUTCOME(id, then, invalid, reason) REST_##id,
#include "rest_outcomes.def"
#undef OUTCOME
    REST_OUTCOMES
};

enum rest_then { REST_FINISH, REST_WAIT, REST_AGAIN, REST_AGAIN_IF_SAFE };

enum rest_then rest_outcome_then(enum rest_outcome outcome);
bool rest_outcome_is_invalid(enum rest_outcome outcome);
const char *rest_outcome_reason(enum rest_outcome outcome); /* French */
const char *rest_outcome_name(enum rest_outcome outcome);   /* "LIMITED_BUCKET" */

/* An answer, or none. */
struct reply_facts {
    struct err error;
    bool may_have_arrived; /* with an error */
    int status;
    const char *body; /* NUL-terminated; NULL: none */
    const char *(*header)(const void *ctx, const char *name);
    const void *header_ctx;
};

/* What the answer says about limits. */
struct reply_limits {
    bool known;      /* the four numbers of a bucket are there */
    uint64_t bucket; /* hash of X-RateLimit-Bucket, 0: not named */
    uint32_t limit, remaining;
    uint64_t reset_after_ms;
    uint64_t retry_after_ms; /* 429 only: always set then, with a default where Discord names none */
};

struct reply {
    enum rest_outcome outcome;
    int64_t code; /* Discord's own error code; -1: none (a body without `code`, or no JSON) */
    struct reply_limits limits;
};

struct reply reply_read(const struct reply_facts *facts, const struct route *route);

#endif
