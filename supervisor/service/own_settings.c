/* Values of the supervisor's own settings. */
#include "own_settings.h"

#include "log_router.h"

#include <string.h>

#define SECOND_MS         1000
#define LEAST_PATIENCE_MS 2500 /* heartbeats come each second; less would kill the living */
#define SHORT_PATIENCE_S  5

uint64_t own_settings_hang_timeout_ms(const struct settings *settings)
{
    uint64_t given_ms = (uint64_t)settings_int(settings, SETTING_HANG_TIMEOUT_S) * SECOND_MS;
    return given_ms < LEAST_PATIENCE_MS ? LEAST_PATIENCE_MS : given_ms;
}

uint64_t own_settings_watch_period_ms(const struct settings *settings)
{
    return settings_int(settings, SETTING_HANG_TIMEOUT_S) < SHORT_PATIENCE_S ? SECOND_MS / 4 : SECOND_MS;
}

enum log_format own_settings_log_format(const struct settings *settings)
{
    return strcmp(settings_text(settings, SETTING_LOG_FORMAT), "json") == 0 ? LOG_JSON : LOG_TEXT;
}

void own_settings_use_for_log(const struct settings *settings, struct log_router *router)
{
    enum log_level level = LOG_INFO;
    log_level_named(settings_text(settings, SETTING_LOG_LEVEL), &level);
    log_adjust(level, own_settings_log_format(settings));
    log_router_set_format(router, own_settings_log_format(settings));
}
