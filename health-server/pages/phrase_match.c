/* Words and conversions in turn. */
#include "phrase_match.h"

#include <ctype.h>
#include <string.h>

#define CUT_LEAST 24 /* bytes of a phrase that are enough to know it by */

size_t phrase_conversion(const char *format)
{
    if (format[0] != '%')
        return 0;
    size_t length = 1 + strspn(format + 1, ".*0123456789");
    length += strspn(format + length, "lz");
    return format[length] ? length + 1 : 0;
}

/* Up to the next conversion, or the end. */
static size_t words_at(const char *format)
{
    size_t length = 0;
    while (format[length] && !phrase_conversion(format + length))
        length++;
    return length;
}

/* How much of `words` the text ends with, where it ends within them. */
static size_t begun_at_end(const char *text, const char *words, size_t length)
{
    size_t left = strlen(text);
    for (size_t begun = length - 1 < left ? length - 1 : left; length && begun; begun--)
        if (memcmp(text + left - begun, words, begun) == 0)
            return begun;
    return 0;
}

static void add_hole(struct phrase_match *m, const char *text, size_t length)
{
    m->hole[m->holes].text = text;
    m->hole[m->holes++].length = length;
    m->length += length;
}

static void add_words(struct phrase_match *m, size_t length)
{
    m->length += length;
    m->fixed += length;
}

/* The conversion before `words`, which stand somewhere behind it; the last one takes the rest. */
static bool take_hole(struct phrase_match *m, const char *text, const char *words, size_t length)
{
    const char *end = length ? memmem(text, strlen(text), words, length) : text + strlen(text);
    if (end) {
        add_hole(m, text, (size_t)(end - text));
        add_words(m, length);
    }
    return end;
}

/* The text ends before `words` do: what follows in the phrase was cut. */
static void take_cut(struct phrase_match *m, const char *text, const char *words, size_t length)
{
    size_t begun = begun_at_end(text, words, length);
    add_hole(m, text, strlen(text) - begun);
    add_words(m, begun);
}

static bool goes_on_within_word(char last, char next)
{
    return (isalnum((unsigned char)last) || (unsigned char)last >= 0x80) &&
           (isalnum((unsigned char)next) || (unsigned char)next == 0xC3); /* U+00C0 to U+00FF: accents */
}

bool phrase_match_at(struct phrase_match *match, const struct event_phrase *phrase, const char *text,
                     enum phrase_place place)
{
    struct phrase_match m = {.english = phrase->english};
    const char *at = phrase->french;
    if (*at != *text && *at != '%') /* nearly all end here */
        return false;
    size_t length = words_at(at), left = strlen(text);
    bool leads = !length, cut = place & PHRASE_MAY_BE_CUT && left < length && strncmp(text, at, left) == 0;
    if (!*at || (leads && !(place & PHRASE_IS_FIRST)))
        return false;
    if (!cut && strncmp(text, at, length) != 0)
        return false;
    add_words(&m, cut ? left : length);
    for (at += length; *at && !cut; at += length) {
        at += phrase_conversion(at);
        length = words_at(at);
        if (m.holes == PHRASE_HOLES_MAX)
            return false;
        if (take_hole(&m, text + m.length, at, length))
            continue;
        if (!(place & PHRASE_MAY_BE_CUT))
            return false;
        take_cut(&m, text + m.length, at, length);
        cut = true;
    }
    if (cut && m.fixed < CUT_LEAST)
        return false;
    if ((leads && text[m.length]) || (m.fixed && goes_on_within_word(text[m.length - 1], text[m.length])))
        return false;
    m.fixed -= cut; /* whoever stands there whole fits better */
    *match = m;
    return m.fixed > 0;
}
