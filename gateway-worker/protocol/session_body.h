/* What a successor must know of the Gateway, as one JSON text: the session of every shard, and the
 * ledger that they share.
 *   {"shards":[{"bot","shard":[0,2],"session_id","resume_url","sequence"},…],"connected_ms","identifies":{…},…}
 * connected_ms is that of the shard that was connected least recently; whatever shards there are later take
 * it as theirs: then too much is looked at, and nothing left out. The form without "shards", whose members
 * stand in the object itself, is that of a single shard and still read. Pure. */
#ifndef VIGIE_SESSION_BODY_H
#define VIGIE_SESSION_BODY_H

#include "gateway_ledger.h"
#include "session.h"

#define SESSION_BODY_MOST (14 * 1024) /* with room for what else the supervisor keeps beside it */

void session_body_write(const struct session *const sessions[], size_t count,
                        const struct gateway_ledger *ledger, struct buffer *out);

/* Each session takes its own from the text, if there is one; returns how many did. The ledger is taken over
 * even if none did. Malformed: 0. */
size_t session_body_read(struct session *const sessions[], size_t count, struct gateway_ledger *ledger,
                         const char *text, size_t length);

/* Of how many shards the bot that wrote the text has one or more sessions, 0: of no number, or not this
 * bot's. */
unsigned session_body_shards(uint64_t bot, const char *text, size_t length);

#endif
