/* What counts for all shards of a bot, and must outlive processes: else a restart would break a ban, or try
 * again a token that Discord has refused. Pure; owned by the gateway; needs no cleanup. */
#ifndef VIGIE_GATEWAY_LEDGER_H
#define VIGIE_GATEWAY_LEDGER_H

#include "identify_budget.h"
#include "json_value.h"
#include "json_writer.h"

#include <stdint.h>

struct gateway_ledger {
    struct identify_budget identifies;
    int64_t banned_until_ms; /* UTC: until then the Gateway's door bans this address; 0: it does not */
    uint64_t refused_bot;    /* session_bot of the token that close code 4004 refused; 0: none */
};

void gateway_ledger_init(struct gateway_ledger *l);

/* As members of the object that `w` is in, and back; what is malformed stays as it was. */
void gateway_ledger_write(const struct gateway_ledger *l, struct json_writer *w);
void gateway_ledger_read(struct gateway_ledger *l, const struct json_value *object);

#endif
