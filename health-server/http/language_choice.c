/* Three places to look, the first that names a language of ours. */
#include "language_choice.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

static bool is_tag(const char *text, size_t length, const char *tag)
{
    bool ends = length == 2 || (length > 2 && !isalnum((unsigned char)text[2]));
    return length >= 2 && strncasecmp(text, tag, 2) == 0 && ends;
}

/* "fr", "en-GB": true if it is one of ours. */
static bool language_of_tag(const char *text, size_t length, enum language *ret_language)
{
    if (is_tag(text, length, "fr"))
        *ret_language = FRENCH;
    else if (is_tag(text, length, "en"))
        *ret_language = ENGLISH;
    else
        return false;
    return true;
}

/* The value of the first `name=value` among those that one of `separators` parts. */
static bool named(const char *text, size_t length, const char *separators, enum language *ret_language)
{
    static const char NAME[] = "lang=";
    for (size_t at = 0; at + strlen(NAME) <= length; at++) {
        bool begins = at == 0 || strchr(separators, text[at - 1]);
        if (begins && memcmp(text + at, NAME, strlen(NAME)) == 0) {
            at += strlen(NAME);
            return language_of_tag(text + at, length - at, ret_language);
        }
    }
    return false;
}

/* "en;q=0.5" → 500; without a weight 1000; what cannot be read 0. */
static unsigned weight_of(const char *item, size_t length)
{
    const char *q = memmem(item, length, "q=", 2);
    if (!q)
        return 1000;
    const char *end = item + length;
    unsigned weight = 0, scale = 1000;
    for (q += 2; q < end && (isdigit((unsigned char)*q) || *q == '.'); q++)
        if (*q != '.') {
            weight += (unsigned)(*q - '0') * scale;
            scale /= 10;
        }
    return weight;
}

/* The language with the greatest weight, of equals the first. */
static bool accepted(const char *text, size_t length, enum language *ret_language)
{
    unsigned best = 0;
    for (size_t at = 0; at < length;) {
        const char *comma = memchr(text + at, ',', length - at);
        size_t item = comma ? (size_t)(comma - text) - at : length - at;
        const char *tag = text + at;
        at += item + 1;
        while (item && *tag == ' ')
            tag++, item--;
        enum language language;
        unsigned weight = weight_of(tag, item);
        if (weight > best && language_of_tag(tag, item, &language)) {
            best = weight;
            *ret_language = language;
        }
    }
    return best > 0;
}

struct language_choice language_choose(const struct language_wishes *w)
{
    struct language_choice choice = {.language = FRENCH};
    const char *query = w->target ? memchr(w->target, '?', w->target_length) : NULL;
    if (query && named(query, w->target_length - (size_t)(query - w->target), "?&", &choice.language))
        choice.remember = true;
    else if (!w->cookie || !named(w->cookie, w->cookie_length, "; ", &choice.language))
        (void)(w->accepted && accepted(w->accepted, w->accepted_length, &choice.language));
    return choice;
}
