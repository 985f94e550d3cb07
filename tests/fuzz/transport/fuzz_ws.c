/* WebSocket frames of a hostile server: the same messages wherever TCP cuts them, nothing after the end, and
 * all that we answer is whole masked frames. */
#include "fuzz.h"
#include "ws.h"

#define HASH_FIRST  0xcbf29ce484222325u
#define CLOSE_FRAME 0x88

struct seen {
    uint64_t hash; /* of all messages, their kinds and lengths */
    size_t messages, closes, output;
    bool ended;
};

static void note(struct seen *s, uint64_t value)
{
    s->hash = (s->hash ^ value) * 0x100000001b3u;
}

static struct err on_output(void *ctx, const void *bytes, size_t length)
{
    struct seen *s = ctx;
    CLAIM(bytes && length && !s->ended);
    s->output += length;
    return ERR_OK;
}

static bool on_message(void *ctx, bool is_text, const char *bytes, size_t length)
{
    struct seen *s = ctx;
    CLAIM(!s->ended && length <= WS_MESSAGE_MOST && bytes[length] == '\0');
    note(s, is_text);
    note(s, length);
    for (size_t i = 0; i < length; i++)
        note(s, (unsigned char)bytes[i]);
    s->ended = length && bytes[0] == '!'; /* the receiver lets go */
    s->messages++;
    return !s->ended;
}

static void on_close(void *ctx, uint16_t code)
{
    struct seen *s = ctx;
    CLAIM(!s->ended && (code == WS_NO_CODE || (code >= 1000 && code < 5000)));
    note(s, code);
    s->closes++;
    s->ended = true;
}

static struct err fed(const uint8_t *bytes, size_t size, size_t step, struct seen *s)
{
    static const struct ws_handlers HANDLERS = {on_output, on_message, on_close};
    struct ws *ws = ws_create(&HANDLERS, s);
    struct err e = ERR_OK;
    *s = (struct seen){.hash = HASH_FIRST};
    for (size_t at = 0; at < size && !err_is(e); at += step) {
        size_t length = size - at < step ? size - at : step;
        char *piece = fuzz_bytes(bytes + at, length);
        e = ws_feed(ws, piece, length);
        free(piece);
    }
    ws_destroy(&ws);
    return e;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {data, size};
    size_t step = 1 + (size_t)fuzz_byte(&f);
    struct seen whole, pieces;
    struct err e = fed(f.at, f.left, f.left + 1, &whole), in_pieces = fed(f.at, f.left, step, &pieces);
    CLAIM(!err_is(e) || e.kind == ERR_PROTOCOL || e.kind == ERR_FULL);
    CLAIM(whole.messages == pieces.messages && whole.closes <= 1);
    CLAIM(whole.output <= 3 * size); /* an empty ping has two bytes, its masked answer six */
    /* Looking for UTF-8 in the reason of a Close, wslay 1.1.1 passes over two bytes of every piece, not of
     * the first alone: either way of cutting may be the one that it refuses. */
    if (e.kind == in_pieces.kind)
        CLAIM(whole.hash == pieces.hash && whole.closes == pieces.closes);
    else
        CLAIM((e.kind == ERR_PROTOCOL || in_pieces.kind == ERR_PROTOCOL) &&
              memchr(f.at, CLOSE_FRAME, f.left));
    return 0;
}
