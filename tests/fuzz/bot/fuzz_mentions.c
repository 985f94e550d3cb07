/* `[#name]` in corrections: known names become mentions, every other byte stays where it was. */
#include "fuzz.h"
#include "mentions.h"

#include <inttypes.h>

/* Every name that begins with a vowel is a channel, its first byte the id. */
static uint64_t named(void *ctx, const char *name, size_t length)
{
    size_t *asked = ctx;
    CLAIM(length > 0 && !memchr(name, ']', length) && !memchr(name, '\n', length));
    ++*asked;
    return strchr("aeiouy", name[0]) ? (uint64_t)(unsigned char)name[0] : 0;
}

static uint64_t nobody(void *ctx, const char *name, size_t length)
{
    (void)name;
    (void)length;
    ++*(size_t *)ctx;
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {data, size};
    char *text = fuzz_take(&f, size);
    size_t asked = 0, asked_again = 0;
    struct buffer linked, same;
    buffer_init(&linked, 3 * size + 64);
    buffer_init(&same, size + 64);
    mentions_link_channels(&linked, text, named, &asked);
    mentions_link_channels(&same, text, nobody, &asked_again);
    CLAIM(!same.failed && strcmp(buffer_string(&same), text) == 0);
    CLAIM(!linked.failed && asked == asked_again);
    CLAIM(asked == 0 || mentions_any_channel(text));
    uint64_t user = mentions_first_user(text);
    char digits[32];
    snprintf(digits, sizeof(digits), "%" PRIu64 ">", user);
    CLAIM(!user || strstr(text, digits));
    buffer_free(&linked);
    buffer_free(&same);
    free(text);
    return 0;
}
