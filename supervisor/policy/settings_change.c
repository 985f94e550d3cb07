/* Compare, and look into the column of readers. */
#include "settings_change.h"

#include "array_len.h"

#include <string.h>

/* Opened once, before the first worker: the port, the folder's lock, the log files. */
static const enum setting FIXED_AT_START[] = {SETTING_PORT, SETTING_STATE_DIR, SETTING_LOG_DIR};

static bool is_fixed(enum setting setting)
{
    for (size_t i = 0; i < ARRAY_LEN(FIXED_AT_START); i++)
        if (FIXED_AT_START[i] == setting)
            return true;
    return false;
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

struct settings_change settings_change(const struct settings *running, const struct settings *reread,
                                       const bool secret_changed[SETTINGS])
{
    struct settings_change change = {0};
    for (int i = 0; i < SETTINGS; i++) {
        enum setting setting = (enum setting)i;
        bool differs = setting_is_secret(setting)
                           ? secret_changed[i]
                           : !same_text(settings_text(running, setting), settings_text(reread, setting));
        change.changed[i] = differs && !is_fixed(setting);
        change.needs_restart[i] = differs && is_fixed(setting);
        for (int w = 0; w < WORKERS && change.changed[i]; w++)
            change.concerned[w] |= setting_read_by(setting, worker_reader((enum worker)w));
    }
    return change;
}

void settings_change_adopt(const struct settings_change *change, struct settings *running,
                           struct settings *reread)
{
    for (int i = 0; i < SETTINGS; i++) {
        if (!change->changed[i] || setting_is_secret((enum setting)i))
            continue;
        char *before = running->values[i];
        running->values[i] = reread->values[i];
        reread->values[i] = before;
    }
}
