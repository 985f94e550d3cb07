/* How each status looks and reads: colour, symbol and word together, never colour alone. */
#ifndef VIGIE_STATUS_WORDS_H
#define VIGIE_STATUS_WORDS_H

#include "page_words.h"
#include "verdict.h"

struct status_words {
    enum page_word word;
    const char *symbol;              /* one character */
    const char *colour;              /* of the badge, dark enough for white text */
    unsigned badge_width[LANGUAGES]; /* by enum language */
};

const struct status_words *status_words(enum health_status status);

#endif
