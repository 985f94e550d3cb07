/* Ends in words. */
#include "exit_cause.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define EXITED(status) ((status) << 8)

static void signals_and_statuses_are_named(void **state)
{
    (void)state;
    char text[EXIT_CAUSE_SIZE];
    assert_string_equal(exit_cause_describe(9, text, sizeof(text)), "signal 9 (Killed)");
    assert_string_equal(exit_cause_describe(EXITED(70), text, sizeof(text)), "status 70");
}

static void only_status_78_means_configuration(void **state)
{
    (void)state;
    assert_true(exit_cause_is_configuration(EXITED(78)));
    assert_false(exit_cause_is_configuration(EXITED(75)));
    assert_false(exit_cause_is_configuration(9));
    assert_true(exit_cause_is_normal(EXITED(0)));
    assert_false(exit_cause_is_normal(EXITED(1)));
    assert_false(exit_cause_is_normal(15));
}

static void sigterm_is_an_asked_end_and_a_crash_is_not(void **state)
{
    (void)state;
    assert_true(exit_cause_is_asked(EXITED(0)));
    assert_true(exit_cause_is_asked(15));
    assert_false(exit_cause_is_asked(6));
    assert_false(exit_cause_is_asked(EXITED(1)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signals_and_statuses_are_named),
        cmocka_unit_test(only_status_78_means_configuration),
        cmocka_unit_test(sigterm_is_an_asked_end_and_a_crash_is_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
