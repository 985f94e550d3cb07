/* zlib-stream with Z_SYNC_FLUSH, zstd-stream with ZSTD_e_flush. */
#include "squeeze.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

struct squeeze {
    enum squeeze_kind kind;
    z_stream zlib;
    ZSTD_CCtx *zstd;
};

struct squeeze *squeeze_create(enum squeeze_kind kind)
{
    if (kind == SQUEEZE_NONE)
        return NULL;
    struct squeeze *squeeze = calloc(1, sizeof(*squeeze));
    if (!squeeze)
        abort();
    squeeze->kind = kind;
    if (kind == SQUEEZE_ZLIB ? deflateInit(&squeeze->zlib, Z_BEST_SPEED) != Z_OK
                             : (squeeze->zstd = ZSTD_createCCtx()) == NULL)
        abort();
    return squeeze;
}

void squeeze_destroy(struct squeeze **take_squeeze)
{
    struct squeeze *squeeze = *take_squeeze;
    if (!squeeze)
        return;
    *take_squeeze = NULL;
    if (squeeze->kind == SQUEEZE_ZLIB)
        deflateEnd(&squeeze->zlib);
    ZSTD_freeCCtx(squeeze->zstd);
    free(squeeze);
}

#define STEP_BYTES 4096

static void deflate_payload(z_stream *stream, const char *text, size_t length, struct buffer *out)
{
    stream->next_in = (unsigned char *)(uintptr_t)text;
    stream->avail_in = (uInt)length;
    do {
        char *room = buffer_reserve(out, STEP_BYTES);
        if (!room)
            return;
        stream->next_out = (unsigned char *)room;
        stream->avail_out = STEP_BYTES;
        deflate(stream, Z_SYNC_FLUSH);
        buffer_added(out, STEP_BYTES - stream->avail_out);
    } while (stream->avail_out == 0);
}

static void zstd_payload(ZSTD_CCtx *stream, const char *text, size_t length, struct buffer *out)
{
    ZSTD_inBuffer in = {text, length, 0};
    size_t left;
    do {
        char *room = buffer_reserve(out, STEP_BYTES);
        if (!room)
            return;
        ZSTD_outBuffer step = {room, STEP_BYTES, 0};
        left = ZSTD_compressStream2(stream, &step, &in, ZSTD_e_flush);
        buffer_added(out, step.pos);
    } while (left != 0 && !ZSTD_isError(left));
}

bool squeeze_may_split(const struct squeeze *squeeze)
{
    return squeeze->kind == SQUEEZE_ZLIB;
}

void squeeze_payload(struct squeeze *squeeze, const char *text, size_t length, struct buffer *out)
{
    if (squeeze->kind == SQUEEZE_ZLIB)
        deflate_payload(&squeeze->zlib, text, length, out);
    else
        zstd_payload(squeeze->zstd, text, length, out);
}
