/* What the supervisor's own settings mean to it. */
#include "own_settings.h"

#include "log_router.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static enum log_format router_format;
static unsigned lines;

void log_router_set_format(struct log_router *router, enum log_format format)
{
    (void)router;
    router_format = format;
}

static void count_line(void *ctx, enum log_level level, const char *line, size_t length)
{
    (void)ctx;
    (void)level;
    (void)length;
    lines++;
    assert_int_equal(line[0] == '{', router_format == LOG_JSON);
}

static void a_patience_shorter_than_two_heartbeats_is_lengthened(void **state)
{
    (void)state;
    struct settings s = {0};
    settings_put(&s, SETTING_HANG_TIMEOUT_S, "1");
    assert_int_equal(own_settings_hang_timeout_ms(&s), 2500);
    assert_int_equal(own_settings_watch_period_ms(&s), 250);
    settings_put(&s, SETTING_HANG_TIMEOUT_S, "5");
    assert_int_equal(own_settings_hang_timeout_ms(&s), 5000);
    assert_int_equal(own_settings_watch_period_ms(&s), 1000);
    settings_free(&s);
}

static void level_and_format_hold_for_the_log_that_is_open(void **state)
{
    (void)state;
    struct settings s = {0};
    log_open(&(struct log_options){.program = "supervisor", .level = LOG_INFO, .sink = count_line});
    settings_put(&s, SETTING_LOG_FORMAT, "json");
    settings_put(&s, SETTING_LOG_LEVEL, "warn");
    own_settings_use_for_log(&s, NULL);
    assert_int_equal(router_format, LOG_JSON);
    log_event(LOG_INFO, "test.quiet", NULL, "rien");
    assert_int_equal(lines, 0);
    log_event(LOG_WARN, "test.loud", NULL, "quelque chose");
    assert_int_equal(lines, 1);
    settings_put(&s, SETTING_LOG_FORMAT, "text");
    own_settings_use_for_log(&s, NULL);
    log_event(LOG_WARN, "test.loud", NULL, "quelque chose");
    assert_int_equal(lines, 2);
    settings_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_patience_shorter_than_two_heartbeats_is_lengthened),
        cmocka_unit_test(level_and_format_hold_for_the_log_that_is_open),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
