/* zlib-stream: a text ends with the message that ends on a sync flush; it may take several messages. */
#include "codec.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct zlib_stream {
    z_stream z;
    unsigned char tail[4]; /* the last bytes of the compressed text so far: the suffix may be cut in two */
};

/* Z_SYNC_FLUSH ends on an empty stored block. RFC 1951 3.2.4 */
static const unsigned char FLUSHED[4] = {0x00, 0x00, 0xFF, 0xFF};

static void forget_tail(struct zlib_stream *s)
{
    memset(s->tail, 0xFF, sizeof(s->tail));
}

static void *zlib_create(void)
{
    struct zlib_stream *s = calloc(1, sizeof(*s));
    if (!s || inflateInit(&s->z) != Z_OK)
        abort();
    /* The checksum stands at the end of a stream, and this one has no end: computing it would be for nothing. */
    inflateValidate(&s->z, 0);
    forget_tail(s);
    return s;
}

static void zlib_destroy(void *stream)
{
    struct zlib_stream *s = stream;
    inflateEnd(&s->z);
    free(s);
}

static void remember_tail(struct zlib_stream *s, const char *bytes, size_t length)
{
    if (length >= sizeof(s->tail)) {
        memcpy(s->tail, bytes + length - sizeof(s->tail), sizeof(s->tail));
        return;
    }
    memmove(s->tail, s->tail + length, sizeof(s->tail) - length);
    memcpy(s->tail + sizeof(s->tail) - length, bytes, length);
}

/* Until zlib leaves room unused: then it has nothing more to say. */
static struct err inflate_all(z_stream *z, struct buffer *text)
{
    for (;;) {
        char *room = buffer_reserve(text, CODEC_STEP);
        if (!room)
            return err_make(ERR_FULL, "inflate.text", 0);
        z->next_out = (unsigned char *)room;
        z->avail_out = CODEC_STEP;
        int rc = inflate(z, Z_SYNC_FLUSH);
        buffer_added(text, CODEC_STEP - z->avail_out);
        if (rc != Z_OK &&
            rc != Z_BUF_ERROR) /* Z_STREAM_END too: the stream lasts as long as its connection */
            return err_make(ERR_SYNTAX, "inflate.zlib", rc);
        if (z->avail_out)
            return ERR_OK;
    }
}

static struct err zlib_feed(void *stream, const char *bytes, size_t length, struct buffer *text,
                            bool *ret_ends)
{
    struct zlib_stream *s = stream;
    remember_tail(s, bytes, length);
    s->z.next_in = (z_const Bytef *)(uintptr_t)bytes;
    s->z.avail_in = (uInt)length;
    struct err e = inflate_all(&s->z, text);
    if (err_is(e))
        return e;
    *ret_ends = memcmp(s->tail, FLUSHED, sizeof(FLUSHED)) == 0;
    if (*ret_ends)
        forget_tail(s);
    return ERR_OK;
}

const struct codec CODEC_ZLIB = {zlib_create, zlib_destroy, zlib_feed};
