/* Finds and replaces mentions in texts. */
#include "mentions.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define OPENING    "[#"
#define NAME_MAX   400 /* 100 characters */
#define DIGITS_MAX 19  /* of 2^63 - 1 */

bool mentions_any_channel(const char *text)
{
    return strstr(text, OPENING) != NULL;
}

void mentions_link_channels(struct buffer *out, const char *text, mentions_channel_named *named, void *ctx)
{
    for (const char *opening; (opening = strstr(text, OPENING));) {
        const char *name = opening + strlen(OPENING);
        size_t length = strcspn(name, "[]\n");
        bool closed = name[length] == ']' && length > 0 && length <= NAME_MAX;
        uint64_t id = closed ? named(ctx, name, length) : 0;
        const char *end = closed ? name + length + 1 : name;
        buffer_append(out, text, (size_t)(opening - text));
        if (id)
            buffer_format(out, "<#%" PRIu64 ">", id);
        else
            buffer_append(out, opening, (size_t)(end - opening));
        text = end;
    }
    buffer_text(out, text);
}

uint64_t mentions_first_user(const char *text)
{
    while ((text = strstr(text, "<@"))) {
        text += 2;
        text += *text == '!';
        size_t digits = strspn(text, "0123456789");
        if (digits > 0 && digits <= DIGITS_MAX && text[digits] == '>')
            return strtoull(text, NULL, 10);
    }
    return 0;
}
