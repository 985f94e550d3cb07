/* The bot's line to the rows: asks the sheets-worker, and asks again while that restarts. A write that was
 * asked for twice is applied once, because it bears its operation's id (messages.def, ROW_PUT). */
#ifndef VIGIE_ROW_STORE_H
#define VIGIE_ROW_STORE_H

#include "row.h"

#include <stdbool.h>
#include <stdint.h>

struct loop;
struct row_store;
struct uplink;

struct row_store *row_store_create(struct loop *loop, struct uplink *uplink);
/* What waits is dropped without callbacks. Accepts NULL. */
void row_store_destroy(struct row_store **store);

/* The sheets-worker is up: ask at once what waits to be asked again. */
void row_store_peer_up(struct row_store *store);

/* The program ends: what cannot be answered at once is refused instead of asked again. */
void row_store_stop(struct row_store *store);

/* Lives during the callback. */
struct row_reply {
    const char *refused;   /* French reason; NULL: here is the row */
    bool off;              /* refused because the settings give no sheet: no ticket has a row */
    const struct row *row; /* as stored; empty when the ticket has none yet */
    bool known;            /* the ticket has a row */
};
typedef void row_on_reply(void *ctx, const struct row_reply *reply);

/* Both answer once, never from inside the call, at the latest after `patience_ms`. `ticket` is the channel's
 * id. */
void row_store_get(struct row_store *store, uint64_t ticket, uint64_t patience_ms, row_on_reply *on_reply,
                   void *ctx);
/* `operation`: a snowflake that belongs to this change and no other. Answers once the change can no longer be
 * lost. */
void row_store_put(struct row_store *store, uint64_t ticket, uint64_t operation, const struct row *row,
                   uint64_t patience_ms, row_on_reply *on_reply, void *ctx);

#endif
