/* Bytes that say they are zlib-stream: never more text than the cap, and the same text wherever messages are
 * cut. */
#include "fuzz.h"
#include "inflate.h"

#include <stdbool.h>

#define HASH_FIRST 0xcbf29ce484222325u

static uint64_t hashed(uint64_t hash, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
    return hash;
}

/* One message, then the end of the stream or an error. Returns the text's hash, 0 if there was none. */
static uint64_t fed_whole(const char *bytes, size_t size, struct err *ret_error)
{
    struct inflate *z = inflate_create();
    const char *text = NULL;
    size_t length = 0;
    *ret_error = inflate_feed(z, bytes, size, &text, &length);
    CLAIM(!text || (!err_is(*ret_error) && length <= INFLATE_TEXT_MOST && text[length] == '\0'));
    uint64_t hash = text ? hashed(HASH_FIRST, text, length) : 0;
    inflate_destroy(&z);
    CLAIM(z == NULL);
    return hash;
}

/* The same in two messages, unless the first is a text by itself. */
static bool fed_cut(const char *bytes, size_t size, size_t cut, uint64_t *ret_hash)
{
    struct inflate *z = inflate_create();
    const char *text = NULL;
    size_t length = 0;
    char *first = fuzz_bytes(bytes, cut), *second = fuzz_bytes(bytes + cut, size - cut);
    bool good = !err_is(inflate_feed(z, first, cut, &text, &length)) && !text &&
                !err_is(inflate_feed(z, second, size - cut, &text, &length));
    *ret_hash = good && text ? hashed(HASH_FIRST, text, length) : 0;
    free(first);
    free(second);
    inflate_destroy(&z);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {data, size};
    size_t cut = fuzz_byte(&f);
    struct err e;
    uint64_t pieces, whole;
    char *bytes = fuzz_bytes(f.at, f.left);
    whole = fed_whole(bytes, f.left, &e);
    CLAIM(!err_is(e) || e.kind == ERR_SYNTAX || e.kind == ERR_FULL);
    if (cut && cut < f.left && fed_cut(bytes, f.left, cut, &pieces))
        CLAIM(!err_is(e) && whole == pieces);
    free(bytes);
    return 0;
}
