/* The table and its comparisons. */
#include "alert_rules.h"

#include <string.h>

#define LATENCY_WARN ALERT_LIMIT_LATENCY_WARN
static const struct alert_rule_row ROWS[ALERT_RULES] = {
#define ALERT(id, name, signal, compare, limit, hold_s, over_s, severity, title, advice)                     \
    {name,                                                                                                   \
     ALERT_SIGNAL_##signal,                                                                                  \
     ALERT_##compare,                                                                                        \
     limit,                                                                                                  \
     hold_s * UINT64_C(1000),                                                                                \
     over_s * UINT64_C(1000),                                                                                \
     ALERT_##severity,                                                                                       \
     title,                                                                                                  \
     advice},
#include "alert_rules.def"
#undef ALERT
};
#undef LATENCY_WARN

const struct alert_rule_row *alert_rule_row(enum alert_rule rule)
{
    return &ROWS[rule];
}

bool alert_rule_named(const char *name, enum alert_rule *ret_rule)
{
    for (int i = 0; i < ALERT_RULES; i++)
        if (strcmp(ROWS[i].name, name) == 0) {
            *ret_rule = (enum alert_rule)i;
            return true;
        }
    return false;
}

static bool compares(enum alert_compare compare, double value, double limit)
{
    switch (compare) {
    case ALERT_AT_LEAST:
        return value >= limit;
    case ALERT_ABOVE:
        return value > limit;
    case ALERT_BELOW:
        return value < limit;
    }
    return false;
}

enum alert_case alert_rule_judge(enum alert_rule rule, const struct alert_signals *signals,
                                 double latency_warn_s)
{
    const struct alert_rule_row *row = &ROWS[rule];
    const struct alert_signal_value *signal = &signals->values[row->signal];
    double limit = row->limit;
    if (!signal->known)
        return ALERT_UNSURE;
    if (limit < 0) /* ALERT_LIMIT_LATENCY_WARN; limits themselves are never negative */
        limit = latency_warn_s;
    return compares(row->compare, signal->value, limit) ? ALERT_CASE : ALERT_CLEAR;
}

const char *alert_severity_word(enum alert_severity severity)
{
    static const char *const WORDS[] = {
        [ALERT_NOTICE] = "information", [ALERT_WARNING] = "attention", [ALERT_CRITICAL] = "critique"};
    return WORDS[severity];
}
