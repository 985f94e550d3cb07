/* What a successor must know of all shards, handed out when it has changed: at once where asked, else at most
 * once a second. Owned by the gateway. */
#ifndef VIGIE_SESSION_KEEPER_H
#define VIGIE_SESSION_KEEPER_H

#include "session_body.h"

struct loop;
struct session_keeper;

/* Everything is borrowed. `give` is gateway_handlers.on_session. */
struct session_keeper *session_keeper_create(struct loop *loop, const struct gateway_ledger *ledger,
                                             void (*give)(void *ctx, const char *body, size_t length),
                                             void *ctx);
/* Gives nothing any more. Accepts NULL. */
void session_keeper_destroy(struct session_keeper **keeper);

/* At most SHARDS_MOST. The session lives as long as the keeper. */
void session_keeper_add(struct session_keeper *keeper, struct session *session);

/* Before anything is given: what a predecessor gave. Malformed, or another bot's: nothing is taken over. */
void session_keeper_restore(struct session_keeper *keeper, struct gateway_ledger *ledger, const char *body,
                            size_t length);

/* Called for every event. */
void session_keeper_changed(struct session_keeper *keeper);
void session_keeper_give(struct session_keeper *keeper);

#endif
