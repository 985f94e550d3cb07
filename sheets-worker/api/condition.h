/* How we stand with Google, as one word: moves METRIC_SHEETS_STATE and says each change once. */
#ifndef VIGIE_CONDITION_H
#define VIGIE_CONDITION_H

#include "metrics.h"
#include "outcome.h"

/* The values of METRIC_SHEETS_STATE. */
enum condition_state {
    CONDITION_UNKNOWN,
    CONDITION_WORKS,
    CONDITION_FAILS,
    CONDITION_OFF,
    CONDITION_REFUSED,
    CONDITION_TAB_MISSING, /* VALIDATION_SHEET_TITLE names no tab of the sheet */
    CONDITION_TAB_GONE,    /* the tab that held the rows was deleted */
};

struct condition {
    enum condition_state state;
    char words[OUTCOME_WORDS_SIZE]; /* French, why it does not work; "" when it does */
    struct metrics *metrics;        /* borrowed */
};

void condition_init(struct condition *condition, struct metrics *metrics);

/* `words`: French, "" for CONDITION_WORKS; `english`: what a person must do, for the English page. The same
 * state and words again say nothing. */
void condition_set(struct condition *condition, enum condition_state state, const char *words,
                   const char *english);

#endif
