/* What holds for every request at once: the bot's 50 a second, a global 429, a ban of this address, a refused
 * token, and our own brake far below the 10,000 invalid requests in 10 minutes that bring a ban. Pure.
 * https://discord.com/developers/docs/topics/rate-limits#global-rate-limit */
#ifndef VIGIE_GATE_H
#define VIGIE_GATE_H

#include "json_value.h"
#include "json_writer.h"
#include "limiter.h"
#include "reply.h"
#include "route.h"

#include <stdbool.h>
#include <stdint.h>

#define GATE_PER_SECOND   50
#define GATE_INVALID_MOST 1000 /* a tenth of what Discord bears */
#define GATE_MINUTES      10
#define GATE_MINUTE_MS    60000
#define GATE_SHUT         UINT64_MAX /* for good: the token is refused */

struct gate {
    struct limiter per_second;
    uint64_t bot; /* fingerprint of the token */
    bool token_refused;
    uint64_t global_until_ms, banned_until_ms;
    struct {
        uint64_t minute;
        uint32_t count;
    } invalid[GATE_MINUTES];
};

void gate_init(struct gate *g, uint64_t bot);

/* Milliseconds until a request of this route may pass; 0: now; GATE_SHUT: never. */
uint64_t gate_wait_ms(struct gate *g, const struct route *route, uint64_t now_ms);

/* It passes. */
void gate_passed(struct gate *g, const struct route *route, uint64_t now_ms);

void gate_answered(struct gate *g, const struct reply *reply, uint64_t now_ms);

/* Until when our own brake holds, because too many requests were invalid; 0: it does not. */
uint64_t gate_paused_until_ms(const struct gate *g, uint64_t now_ms);

/* What to tell an asker who cannot wait for the gate: REST_UNAUTHORISED, REST_BANNED or REST_PAUSED;
 * REST_DONE: nothing holds him back for longer. */
enum rest_outcome gate_reason(const struct gate *g, uint64_t now_ms);

/* gate_memory.c: what a successor must know, here or on another machine with the same disk, as an object, and
 * back. A process that forgot it would break a ban, or begin to count anew. A refused token is another one's
 * affair as soon as the token is another. `wall_ms`: UTC now. */
void gate_write(const struct gate *g, struct json_writer *w, uint64_t now_ms, int64_t wall_ms);
void gate_restore(struct gate *g, const struct json_value *written, uint64_t now_ms, int64_t wall_ms);

#endif
