/* What came of a call to the Sheets API: one class that decides what happens next, and French words that name
 * the repair. The rules are outcome.def. Pure. */
#ifndef VIGIE_OUTCOME_H
#define VIGIE_OUTCOME_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum outcome_class {
    OUTCOME_DONE,
    OUTCOME_LATER,
    OUTCOME_AMBIGUOUS,
    OUTCOME_TOKEN,
    OUTCOME_QUOTA,
    OUTCOME_PARKED,
    OUTCOME_PLACE,
    OUTCOME_CONTENT,
    /* What the tabs that there are mean, whatever Google's status (tab.h): a person must act, ask again now
       and then. */
    OUTCOME_TAB_MISSING,
    OUTCOME_TAB_GONE,
};

#define OUTCOME_WORDS_SIZE 400

struct outcome {
    enum outcome_class class;
    char words[OUTCOME_WORDS_SIZE];   /* "" when done */
    char english[OUTCOME_WORDS_SIZE]; /* the same of OUTCOME_PARKED, else "" */
    uint32_t retry_after_s;           /* what Google asked for, 0: nothing */
};

struct outcome_facts {
    struct err e;          /* of the transfer */
    bool may_have_arrived; /* with `e`: the request left, whole or in part */
    int status;
    const char *body;
    size_t length;
    const char *retry_after, *date; /* headers, NULL if absent */
    const char *client_email;
};

void outcome_read(struct outcome *outcome, const struct outcome_facts *facts);

const char *outcome_name(enum outcome_class class);

#endif
