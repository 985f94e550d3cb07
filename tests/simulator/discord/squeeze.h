/* The Gateway's transport compression, sending side: one stream per connection, flushed after each payload
 * (https://discord.com/developers/docs/events/gateway#transport-compression). Pure. The door to zlib and
 * zstd. */
#ifndef VIGIE_SIM_SQUEEZE_H
#define VIGIE_SIM_SQUEEZE_H

#include "buffer.h"

#include <stdbool.h>

enum squeeze_kind { SQUEEZE_NONE, SQUEEZE_ZLIB, SQUEEZE_ZSTD };

struct squeeze;

/* NULL for SQUEEZE_NONE. */
struct squeeze *squeeze_create(enum squeeze_kind kind);
void squeeze_destroy(struct squeeze **squeeze);

/* May a payload come in several messages? With zlib the client sees where it ends, with zstd each message is
 * one. */
bool squeeze_may_split(const struct squeeze *squeeze);

/* Appends what the client must be sent for this payload. */
void squeeze_payload(struct squeeze *squeeze, const char *text, size_t length, struct buffer *out);

#endif
