/* How each status looks and reads: colour, symbol and word together, never colour alone. */
#ifndef VIGIE_STATUS_WORDS_H
#define VIGIE_STATUS_WORDS_H

#include "verdict.h"

struct status_words {
    const char *word;   /* French */
    const char *symbol; /* one character */
    const char *colour; /* of the badge, dark enough for white text */
    unsigned badge_width;
};

const struct status_words *status_words(enum health_status status);

#endif
