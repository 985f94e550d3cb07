/* Gateway transport compression, receiving side: one stream per connection, out of which JSON texts come.
 * https://discord.com/developers/docs/events/gateway#transport-compression
 * Which codec it is the stream itself says in its first byte: a server may answer with another one than was
 * asked for. Sans-I/O. Owned by its connection. */
#ifndef VIGIE_INFLATE_H
#define VIGIE_INFLATE_H

#include "err.h"

#include <stddef.h>

/* A GUILD_CREATE of a large guild takes some MB; what inflates beyond this is a bomb. */
#define INFLATE_TEXT_MOST (32u * 1024 * 1024)

/* In the order in which they are asked for. */
enum inflate_codec {
#define CODEC(id, query, mask, magic, codec) INFLATE_##id,
#include "codecs.def"
#undef CODEC
    INFLATE_CODECS
};

/* What to ask for: "zstd-stream". "none" for INFLATE_CODECS. */
const char *inflate_query(enum inflate_codec codec);
/* What to ask for after that one could not be read; the last stays. */
enum inflate_codec inflate_fallback(enum inflate_codec codec);

struct inflate;

struct inflate *inflate_create(void);
/* Accepts NULL. */
void inflate_destroy(struct inflate **inflate);

/* Takes one WebSocket message. When it ends a text, *ret_text is the text (lives until the next call), else
 * NULL: more messages belong to it. ERR_SYNTAX: of no codec that we know, or broken. ERR_FULL: over
 * INFLATE_TEXT_MOST. After an error the stream is lost. */
struct err inflate_feed(struct inflate *inflate, const char *bytes, size_t length, const char **ret_text,
                        size_t *ret_length);

/* The codec of this stream; INFLATE_CODECS before its first byte. */
enum inflate_codec inflate_codec(const struct inflate *inflate);

#endif
