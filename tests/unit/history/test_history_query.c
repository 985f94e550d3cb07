/* history_query.h: plain numbers from 1 to 720, once. */
#include "history_query.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static bool read(const char *query, unsigned *ret_hours)
{
    return history_hours_read(query, strlen(query), ret_hours);
}

static void one_to_720_and_24_without(void **state)
{
    (void)state;
    unsigned hours = 0;
    assert_true(history_hours_read(NULL, 0, &hours));
    assert_int_equal(hours, 24);
    assert_true(read("", &hours) && hours == 24);
    assert_true(read("hours=1", &hours) && hours == 1);
    assert_true(read("hours=720", &hours) && hours == 720);
    assert_true(read("cb=1&hours=48&x", &hours) && hours == 48);
    assert_true(read("HOURS=0&hour=0&hourss=0&&", &hours) && hours == 24);
}

static void anything_else_is_refused(void **state)
{
    (void)state;
    static const char *const WRONG[] = {
        "hours=0",
        "hours=721",
        "hours=-1",
        "hours=+1",
        "hours=",
        "hours",
        "hours=1e2",
        "hours= 1",
        "hours=1 ",
        "hours=0x10",
        "hours=1.5",
        "hours=abc",
        "hours=00001",
        "hours=1&hours=1",
        "hours=1&hours=2",
        "hours=%31",
        "hours=1;x=2",
        "hours=1#",
        "hours=99999999999999999999",
        "a=b&hours=",
        "hours&hours=1",
        "hours==1",
        "hours=1\r\n",
    };
    for (size_t i = 0; i < sizeof(WRONG) / sizeof(WRONG[0]); i++) {
        unsigned hours = 7;
        if (read(WRONG[i], &hours))
            fail_msg("%s", WRONG[i]);
        assert_int_equal(hours, 7);
    }
}

static void the_end_of_the_query_is_its_length(void **state)
{
    (void)state;
    unsigned hours;
    assert_true(history_hours_read("hours=12", 7, &hours) && hours == 1);
}

static void at_most_721_steps_for_any_hours(void **state)
{
    (void)state;
    for (unsigned hours = 1; hours <= HISTORY_HOURS_MAX; hours++)
        assert_true(hours * 3600 / history_width_s(history_width_for(hours)) <= 720);
    assert_int_equal(history_width_for(1), HISTORY_30_S);
    assert_int_equal(history_width_for(24), HISTORY_5_MIN);
    assert_int_equal(history_width_for(720), HISTORY_1_HOUR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_to_720_and_24_without),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(the_end_of_the_query_is_its_length),
        cmocka_unit_test(at_most_721_steps_for_any_hours),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
