/* Gateway transport compression "zlib-stream": one zlib stream per connection, one JSON text per flush point.
 * https://discord.com/developers/docs/events/gateway#transport-compression
 * Sans-I/O. Owned by its connection: the dictionary is the connection's past. */
#ifndef VIGIE_INFLATE_H
#define VIGIE_INFLATE_H

#include "err.h"

#include <stddef.h>

/* A GUILD_CREATE of a large guild takes some MB; what inflates beyond this is a bomb. */
#define INFLATE_TEXT_MOST (32u * 1024 * 1024)

struct inflate;

struct inflate *inflate_create(void);
/* Accepts NULL. */
void inflate_destroy(struct inflate **inflate);

/* Takes one WebSocket message. When it ends a text, *ret_text is the text (lives until the next call), else
 * NULL: more messages belong to it. ERR_SYNTAX: not zlib. ERR_FULL: over INFLATE_TEXT_MOST. After an error
 * the stream is lost. */
struct err inflate_feed(struct inflate *inflate, const char *bytes, size_t length, const char **ret_text,
                        size_t *ret_length);

#endif
