/* zlib-stream over one reused output buffer. */
#include "inflate.h"

#include "buffer.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

/* Room asked for at a time; and a buffer that one rare large text has grown past KEPT is given back after it.
 */
#define INFLATE_STEP (32 * 1024)
#define INFLATE_KEPT (512 * 1024)

struct inflate {
    z_stream stream;
    struct buffer text;
    bool delivered;        /* the text was handed out: the next bytes begin another */
    unsigned char tail[4]; /* the last bytes of the compressed text so far: the suffix may be cut in two */
};

/* Z_SYNC_FLUSH ends on an empty stored block. RFC 1951 3.2.4 */
static const unsigned char FLUSHED[4] = {0x00, 0x00, 0xFF, 0xFF};

static void begin_text(struct inflate *z)
{
    if (z->text.capacity > INFLATE_KEPT)
        buffer_free(&z->text);
    buffer_clear(&z->text);
    memset(z->tail, 0xFF, sizeof(z->tail));
    z->delivered = false;
}

struct inflate *inflate_create(void)
{
    struct inflate *z = calloc(1, sizeof(*z));
    if (!z || inflateInit(&z->stream) != Z_OK)
        abort();
    /* The checksum stands at the end of a stream, and this one has no end: computing it would be for nothing.
     */
    inflateValidate(&z->stream, 0);
    buffer_init(&z->text, INFLATE_TEXT_MOST + INFLATE_STEP);
    begin_text(z);
    return z;
}

void inflate_destroy(struct inflate **take_inflate)
{
    struct inflate *z = *take_inflate;
    if (!z)
        return;
    *take_inflate = NULL;
    inflateEnd(&z->stream);
    buffer_free(&z->text);
    free(z);
}

static void remember_tail(struct inflate *z, const char *bytes, size_t length)
{
    if (length >= sizeof(z->tail)) {
        memcpy(z->tail, bytes + length - sizeof(z->tail), sizeof(z->tail));
        return;
    }
    memmove(z->tail, z->tail + length, sizeof(z->tail) - length);
    memcpy(z->tail + sizeof(z->tail) - length, bytes, length);
}

/* Until zlib leaves room unused: then it has nothing more to say. */
static struct err inflate_all(struct inflate *z)
{
    for (;;) {
        char *room = buffer_reserve(&z->text, INFLATE_STEP);
        if (!room)
            return err_make(ERR_FULL, "inflate.text", 0);
        z->stream.next_out = (unsigned char *)room;
        z->stream.avail_out = INFLATE_STEP;
        int rc = inflate(&z->stream, Z_SYNC_FLUSH);
        buffer_added(&z->text, INFLATE_STEP - z->stream.avail_out);
        if (rc != Z_OK &&
            rc != Z_BUF_ERROR) /* Z_STREAM_END too: the stream lasts as long as its connection */
            return err_make(ERR_SYNTAX, "inflate.stream", rc);
        if (z->stream.avail_out)
            return ERR_OK;
    }
}

struct err inflate_feed(struct inflate *z, const char *bytes, size_t length, const char **ret_text,
                        size_t *ret_length)
{
    if (z->delivered)
        begin_text(z);
    remember_tail(z, bytes, length);
    z->stream.next_in = (z_const Bytef *)(uintptr_t)bytes;
    z->stream.avail_in = (uInt)length;
    struct err e = inflate_all(z);
    if (err_is(e))
        return e;
    z->delivered = memcmp(z->tail, FLUSHED, sizeof(FLUSHED)) == 0;
    *ret_text = z->delivered ? buffer_string(&z->text) : NULL;
    *ret_length = z->delivered ? z->text.length : 0;
    return ERR_OK;
}
