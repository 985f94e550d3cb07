/* The settings that the supervisor reads itself. */
#ifndef VIGIE_OWN_SETTINGS_H
#define VIGIE_OWN_SETTINGS_H

#include "log.h"
#include "settings.h"

#include <stdint.h>

struct log_router;

uint64_t own_settings_hang_timeout_ms(const struct settings *settings);
/* How often the watchdog turns: a short patience is looked at more often. */
uint64_t own_settings_watch_period_ms(const struct settings *settings);
enum log_format own_settings_log_format(const struct settings *settings);

/* Level and format of the log that is open, at the start and after a reload. */
void own_settings_use_for_log(const struct settings *settings, struct log_router *router);

#endif
