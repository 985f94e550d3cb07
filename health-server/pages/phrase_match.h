/* Finding a French phrase in a message: the words of a format as they stand, and whatever its conversions
 * stand for. Pure. */
#ifndef VIGIE_PHRASE_MATCH_H
#define VIGIE_PHRASE_MATCH_H

#include <stdbool.h>
#include <stddef.h>

#define PHRASE_HOLES_MAX 4

/* Formats of printf: as many conversions in one as in the other, in the same order. */
struct event_phrase {
    const char *french, *english;
};

struct phrase_match {
    const char *english;
    size_t length; /* of the text that it covers */
    size_t fixed;  /* how much of it are words of the phrase; 0: no match */
    size_t holes;  /* fewer than the phrase has: the text ends before them */
    struct {
        const char *text; /* borrowed from the text */
        size_t length;
    } hole[PHRASE_HOLES_MAX];
};

enum phrase_place {
    PHRASE_IS_FIRST = 1, /* the text begins a message, so that a conversion may come first */
    PHRASE_MAY_BE_CUT =
        2, /* the text may end within a phrase, which fits where enough of its words stand there */
};

/* Does the phrase stand at the beginning of `text`? A conversion takes as little as it can, the last one all
 * that is left. `place`: a sum of the above. */
bool phrase_match_at(struct phrase_match *match, const struct event_phrase *phrase, const char *text,
                     enum phrase_place place);

/* Length of the conversion at `format`, 0 if there is none. */
size_t phrase_conversion(const char *format);

#endif
