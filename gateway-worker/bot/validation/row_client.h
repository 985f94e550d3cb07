/* Client of the rows: asks the sheets-worker, and asks again while that restarts. A write that was
 * asked for twice is applied once, because it bears its operation's id (messages.def, ROW_PUT). */
#ifndef VIGIE_ROW_CLIENT_H
#define VIGIE_ROW_CLIENT_H

#include "ticket_row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;
struct row_client;
struct uplink;

struct row_client *row_client_create(struct loop *loop, struct uplink *uplink);
/* What waits is dropped without callbacks. Accepts NULL. */
void row_client_destroy(struct row_client **client);

/* The sheets-worker is up: ask at once what waits to be asked again. */
void row_client_peer_up(struct row_client *client);

/* The program ends: what cannot be answered at once is refused instead of asked again. */
void row_client_stop(struct row_client *client);

/* Why the last question that was not answered has to be asked again: French, until the next call. */
const char *row_client_trouble(const struct row_client *client);

/* Lives during the callback. */
struct row_reply {
    const char *refused;          /* French reason; NULL: here is the row */
    bool off;                     /* refused because the settings give no sheet: no ticket has a row */
    bool unread;                  /* refused: the sheet cannot be read; row_client_keep would be taken */
    bool kept;                    /* of row_client_keep: it is on disk; there is no row */
    bool undecided;               /* refused because patience ended; a change may be stored all the same */
    const struct ticket_row *row; /* as stored; empty when the ticket has none yet */
    bool known;                   /* the ticket has a row */
};
typedef void row_on_reply(void *ctx, const struct row_reply *reply);

/* Both answer once, never from inside the call, at the latest after `patience_ms`. `ticket` is the channel's
 * id. */
void row_client_get(struct row_client *client, uint64_t ticket, uint64_t patience_ms, row_on_reply *on_reply,
                    void *ctx);
/* The same, and once `unread_ms` have passed nobody waits any longer for a sheet that cannot be read. */
void row_client_get_or_keep(struct row_client *client, uint64_t ticket, uint64_t patience_ms,
                            uint64_t unread_ms, row_on_reply *on_reply, void *ctx);
/* What somebody asked for while the sheet cannot be read, kept as that, and done once it was read. `text`
 * NULL: a press. `operation` and answer as for row_client_put, whose rows it never meets twice. */
struct row_change {
    uint64_t operation, user_id, message_id; /* of the panel, 0: none */
    const char *text;
};
void row_client_keep(struct row_client *client, uint64_t ticket, const struct row_change *change,
                     uint64_t patience_ms, row_on_reply *on_reply, void *ctx);
/* `operations`: snowflakes that belong to the changes that this row holds and to no others; none of them was
 * ever put in other company. Answers once they can no longer be lost. */
#define ROW_OPERATIONS_MAX 16
struct row_operations {
    uint64_t ids[ROW_OPERATIONS_MAX];
    size_t count;
};
void row_client_put(struct row_client *client, uint64_t ticket, const struct row_operations *operations,
                    const struct ticket_row *row, uint64_t patience_ms, row_on_reply *on_reply, void *ctx);

#endif
