/* A table of parts, and whose words count. */
#include "repair.h"

enum health_part health_part_of(enum condition condition)
{
    static const enum health_part PARTS[CONDITIONS] = {
        [CONDITION_TOKEN_REFUSED] = PART_GATEWAY,   [CONDITION_INTENTS_REFUSED] = PART_GATEWAY,
        [CONDITION_GATEWAY_REFUSED] = PART_GATEWAY, [CONDITION_IP_BANNED] = PART_GATEWAY,
        [CONDITION_NEVER_READY] = PART_GATEWAY,     [CONDITION_GATEWAY_LOST] = PART_GATEWAY,
        [CONDITION_LATENCY_HIGH] = PART_GATEWAY,    [CONDITION_SHEETS_OFF] = PART_SHEETS,
        [CONDITION_SHEETS_REFUSED] = PART_SHEETS,   [CONDITION_SHEETS_FAILING] = PART_SHEETS,
        [CONDITION_SHEETS_UNKNOWN] = PART_SHEETS,   [CONDITION_OUTBOX_OLD] = PART_SHEETS,
        [CONDITION_MEMORY_HIGH] = PART_MEMORY,      [CONDITION_MEMORY_CRITICAL] = PART_MEMORY,
    };
    return PARTS[condition];
}

const char *report_trouble(const struct report *r)
{
    enum health_part part = health_part_of(r->rule->condition);
    if (r->status == HEALTH_HEALTHY || (part != PART_GATEWAY && part != PART_SHEETS))
        return "";
    return r->snapshot->programs[part == PART_GATEWAY ? WORKER_GATEWAY : WORKER_SHEETS].values.trouble;
}

const char *report_detail(const struct report *r)
{
    return r->rule->condition == CONDITION_CONFIG_BROKEN ? r->snapshot->supervisor.config_error
                                                         : report_trouble(r);
}
