/* The settings that the supervisor reads itself, at the start and after a reload. */
#include "service_inside.h"

#include "log.h"
#include "log_router.h"
#include "loop.h"

#include <string.h>

#define SECOND_MS         1000
#define LEAST_PATIENCE_MS 2500 /* heartbeats come each second; less would kill the living */

uint64_t service_hang_timeout_ms(const struct service *s)
{
    uint64_t given_ms = (uint64_t)settings_int(s->options->settings, SETTING_HANG_TIMEOUT_S) * 1000;
    return given_ms < LEAST_PATIENCE_MS ? LEAST_PATIENCE_MS : given_ms;
}

enum log_format service_log_format(const struct service *s)
{
    return strcmp(settings_text(s->options->settings, SETTING_LOG_FORMAT), "json") == 0 ? LOG_JSON : LOG_TEXT;
}

static void use_log_settings(const struct service *s)
{
    enum log_level level = LOG_INFO;
    log_level_named(settings_text(s->options->settings, SETTING_LOG_LEVEL), &level);
    log_adjust(level, service_log_format(s));
    log_router_set_format(s->router, service_log_format(s));
}

void service_use_settings(struct service *s)
{
    uint64_t period_ms =
        settings_int(s->options->settings, SETTING_HANG_TIMEOUT_S) < 5 ? SECOND_MS / 4 : SECOND_MS;
    use_log_settings(s);
    watchdog_init(&s->watchdog, loop_now_ms(s->loop), period_ms);
    loop_timer_repeat(s->watch, period_ms);
    for (int i = 0; i < WORKERS; i++)
        if (s->children[i])
            child_set_hang_timeout(s->children[i], service_hang_timeout_ms(s));
}
