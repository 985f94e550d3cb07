/* Which workers a change concerns. */
#include "settings_change.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct settings running, reread;
static bool secret_changed[SETTINGS];

static int start(void **state)
{
    (void)state;
    running = reread = (struct settings){0};
    for (int i = 0; i < SETTINGS; i++)
        secret_changed[i] = false;
    return 0;
}

static int end(void **state)
{
    (void)state;
    settings_free(&running);
    settings_free(&reread);
    return 0;
}

static unsigned count(const bool *flags, int most)
{
    unsigned n = 0;
    for (int i = 0; i < most; i++)
        n += flags[i];
    return n;
}

static struct settings_change compare(void)
{
    return settings_change(&running, &reread, secret_changed);
}

static void the_same_concerns_nobody(void **state)
{
    (void)state;
    settings_put(&running, SETTING_VALIDATION_CHANNEL_PREFIX, "t-");
    settings_put(&reread, SETTING_VALIDATION_CHANNEL_PREFIX, "t-");
    struct settings_change change = compare();
    assert_int_equal(count(change.changed, SETTINGS), 0);
    assert_int_equal(count(change.concerned, WORKERS), 0);
    assert_int_equal(count(change.needs_restart, SETTINGS), 0);
}

static void a_default_written_out_changes_nothing(void **state)
{
    (void)state;
    settings_put(&reread, SETTING_LOG_LEVEL, "info");
    settings_put(&running, SETTING_PORT, "10000");
    struct settings_change change = compare();
    assert_int_equal(count(change.changed, SETTINGS) + count(change.needs_restart, SETTINGS), 0);
}

static void a_prefix_concerns_the_gateway_worker_only(void **state)
{
    (void)state;
    settings_put(&reread, SETTING_VALIDATION_CHANNEL_PREFIX, "fiche-");
    struct settings_change change = compare();
    assert_true(change.changed[SETTING_VALIDATION_CHANNEL_PREFIX]);
    assert_true(change.concerned[WORKER_GATEWAY]);
    assert_int_equal(count(change.concerned, WORKERS), 1);
}

static void a_value_that_is_taken_away_is_a_change(void **state)
{
    (void)state;
    settings_put(&running, SETTING_VALIDATION_ROLE_ID, "123456789012345678");
    assert_true(compare().concerned[WORKER_GATEWAY]);
}

static void a_secret_concerns_its_readers(void **state)
{
    (void)state;
    secret_changed[SETTING_SERVICE_ACCOUNT_JSON] = true;
    struct settings_change change = compare();
    assert_true(change.concerned[WORKER_SHEETS]);
    assert_false(change.concerned[WORKER_GATEWAY]);
    assert_false(change.concerned[WORKER_HEALTH]);
}

static void what_is_opened_at_the_start_waits_for_a_restart(void **state)
{
    (void)state;
    settings_put(&reread, SETTING_PORT, "8080");
    settings_put(&reread, SETTING_STATE_DIR, "elsewhere");
    settings_put(&reread, SETTING_LOG_DIR, "elsewhere");
    struct settings_change change = compare();
    assert_int_equal(count(change.needs_restart, SETTINGS), 3);
    assert_int_equal(count(change.changed, SETTINGS), 0);
    assert_int_equal(count(change.concerned, WORKERS), 0); /* STATE_DIR has readers */
    settings_change_adopt(&change, &running, &reread);
    assert_null(running.values[SETTING_PORT]);
}

static void adopting_moves_what_changed(void **state)
{
    (void)state;
    settings_put(&running, SETTING_LOG_LEVEL, "warn");
    settings_put(&reread, SETTING_LOG_LEVEL, "debug");
    settings_put(&reread, SETTING_HANG_TIMEOUT_S, "30");
    struct settings_change change = compare();
    settings_change_adopt(&change, &running, &reread);
    assert_string_equal(settings_text(&running, SETTING_LOG_LEVEL), "debug");
    assert_string_equal(settings_text(&reread, SETTING_LOG_LEVEL), "warn");
    assert_int_equal(settings_int(&running, SETTING_HANG_TIMEOUT_S), 30);
    change = compare(); /* what was replaced differs again the other way round */
    assert_true(change.changed[SETTING_LOG_LEVEL]);
}

static void the_supervisors_own_setting_restarts_nobody(void **state)
{
    (void)state;
    settings_put(&reread, SETTING_HANG_TIMEOUT_S, "30");
    struct settings_change change = compare();
    assert_true(change.changed[SETTING_HANG_TIMEOUT_S]);
    assert_int_equal(count(change.concerned, WORKERS), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_same_concerns_nobody, start, end),
        cmocka_unit_test_setup_teardown(a_default_written_out_changes_nothing, start, end),
        cmocka_unit_test_setup_teardown(a_prefix_concerns_the_gateway_worker_only, start, end),
        cmocka_unit_test_setup_teardown(a_value_that_is_taken_away_is_a_change, start, end),
        cmocka_unit_test_setup_teardown(a_secret_concerns_its_readers, start, end),
        cmocka_unit_test_setup_teardown(what_is_opened_at_the_start_waits_for_a_restart, start, end),
        cmocka_unit_test_setup_teardown(adopting_moves_what_changed, start, end),
        cmocka_unit_test_setup_teardown(the_supervisors_own_setting_restarts_nobody, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
