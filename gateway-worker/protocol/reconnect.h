/* When to dial again: soon, then ever less often, and never sooner than the dials of all shards allow. An
 * attempt fails wherever it stands before READY or RESUMED: TCP, TLS, upgrade, HELLO, IDENTIFY or RESUME.
 * Pure; embedded by its shard; needs no cleanup. */
#ifndef VIGIE_RECONNECT_H
#define VIGIE_RECONNECT_H

#include "dial_budget.h"

#include <stdbool.h>
#include <stdint.h>

/* Connected this long: earlier failures are forgotten. Short, since DIALS_A_MINUTE holds in any case. */
#define RECONNECT_STABLE_MS 10000

struct reconnect {
    struct dial_budget *dials; /* of all shards, borrowed */
    unsigned step;             /* of the table of delays: where the next failure stands */
    uint64_t dialled_ms;       /* the last dial */
    uint64_t up_ms;            /* when the present life began, 0: none */
};

void reconnect_init(struct reconnect *r, struct dial_budget *dials);

void reconnect_dialled(struct reconnect *r, uint64_t now_ms);
/* READY or RESUMED. */
void reconnect_up(struct reconnect *r, uint64_t now_ms);

/* The connection, or the attempt, is over: how long to wait before the next dial. A life that was up is
 * redialled within half a second the first time. `at_least_ms`: what somebody else asks for (op 9, IDENTIFY
 * budget, Retry-After). */
uint64_t reconnect_delay_ms(struct reconnect *r, uint64_t at_least_ms, uint64_t now_ms, uint32_t random);

/* The same when the Gateway spoke and sent us away (op 7, a session that it no longer knows): soon, and no
 * failure. */
uint64_t reconnect_answered_ms(struct reconnect *r, uint64_t now_ms, uint32_t random);

#endif
