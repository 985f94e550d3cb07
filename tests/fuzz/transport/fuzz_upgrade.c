/* The answer to a WebSocket upgrade: the same end wherever TCP cuts it, and only an answer that knows our key
 * opens. */
#include "fuzz.h"
#include "upgrade.h"

#include "retry_after.h"

static const unsigned char RANDOM[WEBSOCKET_KEY_BYTES] = "sixteen bytes..";

struct ending {
    struct err e;
    bool done;
    size_t used; /* bytes of the input that belonged to the head */
    int status;
    uint64_t retry_after_ms;
};

static void begin(struct upgrade *u)
{
    struct buffer request;
    buffer_init(&request, 4096);
    CLAIM(!err_is(upgrade_begin(u, "gateway.discord.gg", "/?v=10", RANDOM, &request)));
    buffer_free(&request);
}

/* Feeds pieces of at most `step` bytes until it ends. */
static struct ending fed(const uint8_t *answer, size_t size, size_t step)
{
    struct upgrade u;
    struct ending end = {.e = ERR_OK};
    begin(&u);
    for (size_t at = 0; at < size && !end.done && !err_is(end.e);) {
        size_t length = size - at < step ? size - at : step, used = 0;
        char *piece = fuzz_bytes(answer + at, length);
        end.e = upgrade_feed(&u, piece, length, &end.done, &used);
        free(piece);
        CLAIM(used <= length || err_is(end.e));
        CLAIM(!end.done || !err_is(end.e));
        at += length;
        end.used += used;
    }
    CLAIM(u.head.length <= UPGRADE_HEAD_MOST);
    CLAIM(u.refusal.retry_after_ms <= (uint64_t)RETRY_AFTER_MAX_MS && u.status >= 0 && u.status <= 999);
    CLAIM(!end.done || memmem(u.head.data, u.head.length, u.accept, strlen(u.accept)));
    end.status = u.status;
    end.retry_after_ms = u.refusal.retry_after_ms;
    upgrade_free(&u);
    return end;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {data, size};
    size_t step = 1 + (size_t)fuzz_byte(&f);
    struct ending whole = fed(f.at, f.left, f.left + 1), pieces = fed(f.at, f.left, step);
    CLAIM(whole.done == pieces.done && whole.e.kind == pieces.e.kind && whole.e.code == pieces.e.code);
    CLAIM(whole.status == pieces.status && whole.retry_after_ms == pieces.retry_after_ms);
    CLAIM(!whole.done || (whole.used == pieces.used && whole.status == 101));
    CLAIM(!whole.done || (f.at[8] == ' ' && memcmp(f.at + whole.used - 4, "\r\n\r\n", 4) == 0));
    CLAIM(!whole.done || f.at[12] == ' ' || f.at[12] == '\r'); /* 1019 is not 101 */
    return 0;
}
