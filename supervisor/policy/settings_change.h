/* What a reload of the settings changes, and whom that concerns. Pure: a function over the settings that run
 * and those that were read again. */
#ifndef VIGIE_SETTINGS_CHANGE_H
#define VIGIE_SETTINGS_CHANGE_H

#include "settings.h"
#include "workers.h"

#include <stdbool.h>

struct settings_change {
    bool changed[SETTINGS];       /* takes effect now */
    bool needs_restart[SETTINGS]; /* changed too, but the service keeps its value until it is restarted */
    bool concerned[WORKERS];      /* reads a setting that takes effect now */
};

/* Values are compared as they are read: a default that is written out changes nothing. Secrets are in neither
 * object; `secret_changed` says it of them. */
struct settings_change settings_change(const struct settings *running, const struct settings *reread,
                                       const bool secret_changed[SETTINGS]);

/* Exchanges the public values that take effect now. */
void settings_change_adopt(const struct settings_change *change, struct settings *running,
                           struct settings *reread);

#endif
