/* From conditions to one of four states, by the rows of health_rules.def. Pure. */
#ifndef VIGIE_VERDICT_H
#define VIGIE_VERDICT_H

#include "conditions.h"
#include "language.h"

#include <stddef.h>

enum health_status { HEALTH_STARTING, HEALTH_HEALTHY, HEALTH_DEGRADED, HEALTH_DOWN };

/* "starting", "healthy", "degraded", "down": what monitors search for. None contains another. */
const char *health_status_word(enum health_status status);

struct health_text {
    const char *sentence, *meaning, *next;
};

struct health_rule {
    const char *name; /* of its condition, for tests */
    enum condition condition;
    int64_t held_ms;
    enum health_status status;
    const char *reason;                    /* "" when there is nothing to tell */
    const char *sentence, *meaning, *next; /* French */
    struct health_text english;
};

/* What the rule says in a language. */
struct health_text health_rule_text(const struct health_rule *rule, enum language language);

/* The first row that applies; the last row always does. Lives for ever. */
const struct health_rule *verdict(const struct conditions *c);

/* All rows, in order. */
const struct health_rule *verdict_rules(size_t *ret_count);

#endif
