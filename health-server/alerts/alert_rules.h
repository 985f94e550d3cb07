/* The rows of alert_rules.def as data, and what one row says of a measured value. Pure. */
#ifndef VIGIE_ALERT_RULES_H
#define VIGIE_ALERT_RULES_H

#include "alert_signals.h"

#include <stdbool.h>
#include <stdint.h>

enum alert_rule {
#define ALERT(id, name, signal, compare, limit, hold_s, over_s, severity, title, advice) ALERT_##id,
#include "alert_rules.def"
#undef ALERT
    ALERT_RULES
};

enum alert_severity { ALERT_NOTICE, ALERT_WARNING, ALERT_CRITICAL };
enum alert_compare { ALERT_AT_LEAST, ALERT_ABOVE, ALERT_BELOW };

struct alert_rule_row {
    const char *name;
    enum alert_signal signal;
    enum alert_compare compare;
    double limit; /* ALERT_LIMIT_LATENCY_WARN: the setting */
    uint64_t hold_ms, over_ms;
    enum alert_severity severity;
    const char *title, *advice;
};

#define ALERT_LIMIT_LATENCY_WARN (-1.0)

/* Lives for ever. */
const struct alert_rule_row *alert_rule_row(enum alert_rule rule);
/* False: there is no such rule. */
bool alert_rule_named(const char *name, enum alert_rule *ret_rule);

enum alert_case { ALERT_UNSURE, ALERT_CLEAR, ALERT_CASE };

/* Is what the rule is about the case now? A signal that is not known leaves that unsure. */
enum alert_case alert_rule_judge(enum alert_rule rule, const struct alert_signals *signals,
                                 double latency_warn_s);

const char *alert_severity_word(enum alert_severity severity); /* French */

#endif
