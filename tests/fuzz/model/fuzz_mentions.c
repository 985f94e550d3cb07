/* `[#name]` in corrections: known names become mentions, every other byte stays where it was. */
#include "fuzz.h"
#include "mentions.h"

#include <inttypes.h>

#define ID          7
#define LINK_LENGTH 4 /* <#7> */

struct asked {
    size_t names, known;
    size_t bytes_of_known; /* brackets and # included */
};

/* Every name that begins with a vowel is a channel. */
static uint64_t named(void *ctx, const char *name, size_t length)
{
    struct asked *asked = ctx;
    CLAIM(length > 0 && !memchr(name, ']', length) && !memchr(name, '\n', length));
    CLAIM(memcmp(name - 2, "[#", 2) == 0 && name[length] == ']');
    asked->names++;
    if (!strchr("aeiouy", name[0]))
        return 0;
    asked->known++;
    asked->bytes_of_known += length + 3;
    return ID;
}

static uint64_t nobody(void *ctx, const char *name, size_t length)
{
    (void)name;
    (void)length;
    ((struct asked *)ctx)->names++;
    return 0;
}

static void claim_links(const char *text)
{
    struct asked asked = {0}, asked_again = {0};
    struct buffer linked, same;
    buffer_init(&linked, 3 * strlen(text) + 64);
    buffer_init(&same, strlen(text) + 64);
    mentions_link_channels(&linked, text, named, &asked);
    mentions_link_channels(&same, text, nobody, &asked_again);
    CLAIM(!same.failed && strcmp(buffer_string(&same), text) == 0);
    CLAIM(!linked.failed && asked.names == asked_again.names);
    CLAIM(linked.length == strlen(text) - asked.bytes_of_known + asked.known * LINK_LENGTH);
    CLAIM(asked.names == 0 || mentions_any_channel(text));
    buffer_free(&linked);
    buffer_free(&same);
}

static void claim_user(const char *text)
{
    char digits[32];
    uint64_t user = mentions_first_user(text);
    snprintf(digits, sizeof(digits), "%" PRIu64 ">", user);
    CLAIM(!user || strstr(text, digits));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz f = {data, size};
    char *text = fuzz_take(&f, size);
    claim_links(text);
    claim_user(text);
    free(text);
    return 0;
}
