/* First matching row wins. */
#include "verdict.h"

#include "array_len.h"

#include <assert.h>

static const struct health_rule RULES[] = {
#define RULE(condition, held_s, status, reason, sentence, meaning, next, english_sentence, english_meaning,  \
             english_next)                                                                                   \
    {#condition,                                                                                             \
     CONDITION_##condition,                                                                                  \
     held_s * INT64_C(1000),                                                                                 \
     HEALTH_##status,                                                                                        \
     reason,                                                                                                 \
     sentence,                                                                                               \
     meaning,                                                                                                \
     next,                                                                                                   \
     {english_sentence, english_meaning, english_next}},
#include "health_rules.def"
#undef RULE
};

const char *health_status_word(enum health_status status)
{
    static const char *const WORDS[] = {
        [HEALTH_STARTING] = "starting",
        [HEALTH_HEALTHY] = "healthy",
        [HEALTH_DEGRADED] = "degraded",
        [HEALTH_DOWN] = "down",
    };
    return WORDS[status];
}

struct health_text health_rule_text(const struct health_rule *rule, enum language language)
{
    return language == ENGLISH ? rule->english
                               : (struct health_text){rule->sentence, rule->meaning, rule->next};
}

const struct health_rule *verdict(const struct conditions *c)
{
    assert(c->held_ms[CONDITION_ALWAYS] == 0);
    for (size_t i = 0; i < ARRAY_LEN(RULES); i++) {
        int64_t held_ms = c->held_ms[RULES[i].condition];
        if (held_ms != CONDITION_ABSENT && held_ms >= RULES[i].held_ms)
            return &RULES[i];
    }
    return &RULES[ARRAY_LEN(RULES) - 1]; /* ALWAYS, as asserted above */
}

const struct health_rule *verdict_rules(size_t *ret_count)
{
    *ret_count = ARRAY_LEN(RULES);
    return RULES;
}
