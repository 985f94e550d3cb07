/* How often the Gateway may be dialled: DIALS_A_MINUTE times in any minute, by all shards together, and not
 * at all while Discord bans this address. Pure; one for all shards, owned by the gateway; needs no cleanup. */
#ifndef VIGIE_DIAL_BUDGET_H
#define VIGIE_DIAL_BUDGET_H

#include "limiter.h"

#include <stdint.h>

#define DIALS_A_MINUTE 12

struct dial_budget {
    struct limiter dials;
    uint64_t banned_until_ms; /* monotonic; 0: never banned */
};

void dial_budget_init(struct dial_budget *b);

/* Milliseconds until the next dial may begin; 0: now. */
uint64_t dial_budget_wait_ms(struct dial_budget *b, uint64_t now_ms);
void dial_budget_spent(struct dial_budget *b, uint64_t now_ms);

/* A ban is never shortened: the answers of several shards come in any order. */
void dial_budget_ban(struct dial_budget *b, uint64_t until_ms);

#endif
