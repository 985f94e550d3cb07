/* zstd-stream: every message is one whole text, in one frame that never ends. */
#include "codec.h"

#include <stdlib.h>
#include <zstd.h>
#include <zstd_errors.h>

/* The stream keeps its window in memory, and the library would allow 128 MiB of it. 2 MiB is the window of
 * zstd's usual levels; a server that wants more is not read, and is asked for zlib instead. */
#define WINDOW_LOG_MOST 21

static void *zstd_create(void)
{
    ZSTD_DCtx *z = ZSTD_createDCtx();
    if (!z || ZSTD_isError(ZSTD_DCtx_setParameter(z, ZSTD_d_windowLogMax, WINDOW_LOG_MOST)))
        abort();
    return z;
}

static void zstd_destroy(void *stream)
{
    ZSTD_freeDCtx(stream);
}

/* Until all is read and zstd leaves room unused. Its answer, how much it would like next, is of no interest. */
static struct err zstd_feed(void *stream, const char *bytes, size_t length, struct buffer *text,
                            bool *ret_ends)
{
    ZSTD_inBuffer in = {bytes, length, 0};
    for (bool is_full = false; in.pos < in.size || is_full;) {
        char *room = buffer_reserve(text, CODEC_STEP);
        if (!room)
            return err_make(ERR_FULL, "inflate.text", 0);
        ZSTD_outBuffer out = {room, CODEC_STEP, 0};
        size_t rc = ZSTD_decompressStream(stream, &out, &in);
        if (ZSTD_isError(rc))
            return err_make(ERR_SYNTAX, "inflate.zstd", (int)ZSTD_getErrorCode(rc));
        buffer_added(text, out.pos);
        is_full = out.pos == out.size;
    }
    *ret_ends = true;
    return ERR_OK;
}

const struct codec CODEC_ZSTD = {zstd_create, zstd_destroy, zstd_feed};
