/* A table of parts, and whose words count. */
#include "repair.h"

enum health_part health_part_of(enum condition condition)
{
    static const enum health_part PARTS[CONDITIONS] = {
#define CONDITION(id, part) PART_##part,
#include "conditions.def"
#undef CONDITION
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
