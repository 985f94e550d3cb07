/* A table of parts, and whose words count. */
#include "repair.h"

#include "settings.h"

#include <string.h>

enum health_part health_part_of(enum condition condition)
{
    static const enum health_part PARTS[CONDITIONS] = {
#define CONDITION(id, part, trouble) PART_##part,
#include "conditions.def"
#undef CONDITION
    };
    return PARTS[condition];
}

enum { TROUBLE_NONE = -1 };

/* What the worker that knows says is to be done about the verdict; NULL where none does. */
static const struct metric_trouble *trouble_of(const struct report *r)
{
    static const int TROUBLE_OF[CONDITIONS] = {
#define CONDITION(id, part, trouble) TROUBLE_##trouble,
#include "conditions.def"
#undef CONDITION
    };
    int trouble = TROUBLE_OF[r->rule->condition];
    if (r->status == HEALTH_HEALTHY || trouble == TROUBLE_NONE)
        return NULL;
    bool gateway = health_part_of(r->rule->condition) == PART_GATEWAY;
    return &r->snapshot->programs[gateway ? WORKER_GATEWAY : WORKER_SHEETS].values.troubles[trouble];
}

const char *report_trouble(const struct report *r)
{
    const struct metric_trouble *t = trouble_of(r);
    return t ? t->french : "";
}

const char *report_trouble_english(const struct report *r)
{
    const struct metric_trouble *t = trouble_of(r);
    return t ? t->english : "";
}

static int setting_at(const char *text, size_t length)
{
    for (int i = 0; i < SETTINGS; i++)
        if (length && strlen(setting_name((enum setting)i)) == length &&
            memcmp(setting_name((enum setting)i), text, length) == 0)
            return i;
    return -1;
}

/* The findings of a wrong configuration are French, each as "NAME : what is wrong. Repair." */
void report_config_english(const struct report *r, struct buffer *out)
{
    const char *text = r->snapshot->supervisor.config_error;
    for (size_t length; *text; text += length ? length : 1) {
        length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");
        int setting = setting_at(text, length);
        if (setting < 0 || strncmp(text + length, " : ", 3) != 0)
            continue;
        buffer_format(out, "%s%s: %s", out->length ? " " : "", setting_name((enum setting)setting),
                      setting_repair_english((enum setting)setting));
    }
}

const char *report_detail(const struct report *r)
{
    return r->rule->condition == CONDITION_CONFIG_BROKEN ? r->snapshot->supervisor.config_error
                                                         : report_trouble(r);
}
