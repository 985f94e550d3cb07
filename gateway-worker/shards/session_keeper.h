/* When a successor must know something new of the shards: told at once where asked, else at most once a
 * second. The text is made when it is asked for. Owned by the gateway. */
#ifndef VIGIE_SESSION_KEEPER_H
#define VIGIE_SESSION_KEEPER_H

#include "session_body.h"

struct loop;
struct session_keeper;

/* Everything is borrowed. `tell` is gateway_handlers.on_session. */
struct session_keeper *session_keeper_create(struct loop *loop, const struct gateway_ledger *ledger,
                                             void (*tell)(void *ctx), void *ctx);
/* Tells nothing any more. Accepts NULL. */
void session_keeper_destroy(struct session_keeper **keeper);

/* At most SHARDS_MOST. The session lives as long as the keeper. */
void session_keeper_add(struct session_keeper *keeper, struct session *session);

/* Before anything is told: what a predecessor wrote. Malformed, or another bot's: nothing is taken over. */
void session_keeper_restore(struct session_keeper *keeper, struct gateway_ledger *ledger, const char *body,
                            size_t length);

/* Called for every event: told within a second. */
void session_keeper_changed(struct session_keeper *keeper);
/* Told now. */
void session_keeper_tell(struct session_keeper *keeper);

/* Appends all of it as it is now (session_body.h). What has changed is told no more. */
void session_keeper_write(struct session_keeper *keeper, struct buffer *out);

#endif
