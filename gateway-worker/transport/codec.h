/* One way of compressing a Gateway connection: a stream as long as the connection, its past is its
 * dictionary. https://discord.com/developers/docs/events/gateway#transport-compression
 * For inflate.c, which chooses among them; each library has its one door, codec_<name>.c. */
#ifndef VIGIE_CODEC_H
#define VIGIE_CODEC_H

#include "buffer.h"
#include "err.h"

#include <stdbool.h>
#include <stddef.h>

/* Room that a decoder asks for at a time. */
#define CODEC_STEP (32 * 1024)

struct codec {
    void *(*create)(void);
    void (*destroy)(void *stream);
    /* Appends what one WebSocket message, not empty, decodes to; *ret_ends: the text is whole with it.
     * ERR_SYNTAX: not of this codec. ERR_FULL: `text` is. After an error the stream is lost. */
    struct err (*feed)(void *stream, const char *bytes, size_t length, struct buffer *text, bool *ret_ends);
};

extern const struct codec CODEC_ZLIB, CODEC_ZSTD;

#endif
