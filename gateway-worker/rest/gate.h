/* What holds for every request at once: the bot's 50 a second, a global 429, a ban of this address, a refused
 * token, and our own brake far below the 10,000 invalid requests in 10 minutes that bring a ban. Pure.
 * https://discord.com/developers/docs/topics/rate-limits#global-rate-limit */
#ifndef VIGIE_GATE_H
#define VIGIE_GATE_H

#include "limiter.h"
#include "reply.h"
#include "route.h"

#include <stdbool.h>
#include <stdint.h>

#define GATE_PER_SECOND   50
#define GATE_INVALID_MOST 1000 /* a tenth of what Discord bears */
#define GATE_MINUTES      10
#define GATE_SHUT         UINT64_MAX /* for good: the token is refused */

struct gate {
    struct limiter per_second;
    bool token_refused;
    uint64_t global_until_ms, banned_until_ms;
    struct {
        uint64_t minute;
        uint32_t count;
    } invalid[GATE_MINUTES];
};

void gate_init(struct gate *g);

/* Milliseconds until a request of this route may pass; 0: now; GATE_SHUT: never. */
uint64_t gate_wait_ms(struct gate *g, const struct route *route, uint64_t now_ms);

/* It passes. */
void gate_passed(struct gate *g, const struct route *route, uint64_t now_ms);

void gate_answered(struct gate *g, const struct reply *reply, uint64_t now_ms);

#endif
