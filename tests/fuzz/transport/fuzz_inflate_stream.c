/* Whatever a server compresses, in whatever pieces it arrives: the same texts come out, in order, once each. */
#include "fuzz.h"
#include "inflate.h"

#include <stdbool.h>
#include <zlib.h>

#define TEXT_MOST 4096

struct server {
    z_stream stream;
    unsigned char out[2 * TEXT_MOST + 256];
};

static size_t compress_text(struct server *s, const char *text, size_t length)
{
    s->stream.next_in = (z_const Bytef *)(uintptr_t)text;
    s->stream.avail_in = (uInt)length;
    s->stream.next_out = s->out;
    s->stream.avail_out = sizeof(s->out);
    CLAIM(deflate(&s->stream, Z_SYNC_FLUSH) == Z_OK && s->stream.avail_in == 0 && s->stream.avail_out > 0);
    return sizeof(s->out) - s->stream.avail_out;
}

/* A text ends with the message that ends on these four bytes. Discord cuts texts with none of them inside, so
 * neither do we. */
static bool holds_early_mark(const struct server *s, size_t size)
{
    const unsigned char *mark = memmem(s->out, size, "\x00\x00\xFF\xFF", 4);
    return mark && mark != s->out + size - 4;
}

static void feed_in_pieces(struct inflate *z, const struct server *s, size_t size, size_t step,
                           const char *expected, size_t expected_length)
{
    const char *text = NULL;
    size_t length = 0;
    for (size_t at = 0; at < size; at += step) {
        size_t left = size - at < step ? size - at : step;
        char *piece = fuzz_bytes(s->out + at, left);
        CLAIM(at == 0 || text == NULL);
        CLAIM(!err_is(inflate_feed(z, piece, left, &text, &length)));
        free(piece);
    }
    CLAIM(text && length == expected_length && memcmp(text, expected, length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {data, size};
    static struct server s;
    memset(&s.stream, 0, sizeof(s.stream));
    int level = fuzz_byte(&f) % 10;
    CLAIM(deflateInit(&s.stream, level) == Z_OK);
    struct inflate *z = inflate_create();
    while (f.left > 2) {
        size_t length = 1 + (size_t)fuzz_byte(&f) * 16, step = 1 + (size_t)fuzz_byte(&f);
        if (length > f.left)
            length = f.left;
        char *text = fuzz_take(&f, length);
        size_t compressed = compress_text(&s, text, length);
        feed_in_pieces(z, &s, compressed, holds_early_mark(&s, compressed) ? compressed : step, text, length);
        free(text);
    }
    inflate_destroy(&z);
    deflateEnd(&s.stream);
    return 0;
}
