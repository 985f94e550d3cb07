/* What may be sent: 120 payloads in any 60 seconds of one connection, of at most 4,096 bytes each. Past
 * either the Gateway closes, and a bot that does it again and again loses access.
 * https://discord.com/developers/docs/events/gateway#rate-limiting
 * Pure; one per connection; needs no cleanup. */
#ifndef VIGIE_SEND_BUDGET_H
#define VIGIE_SEND_BUDGET_H

#include "err.h"
#include "limiter.h"

#include <stddef.h>
#include <stdint.h>

enum send_kind {
    SEND_BEAT,    /* our own heartbeat: may take the last */
    SEND_ANSWER,  /* a heartbeat that was asked for: leaves some for our own, however often it is asked for */
    SEND_COMMAND, /* anything else */
};

struct send_budget {
    struct limiter sent;
};

void send_budget_init(struct send_budget *b);

/* Counts one payload. ERR_FULL, code: milliseconds to wait, when the budget is spent for now; -1 when it is
 * too long. */
struct err send_budget_take(struct send_budget *b, enum send_kind kind, size_t length, uint64_t now_ms);

#endif
