/* free_hours.h: the month's hours by the UTC calendar. */
#include "free_hours.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define HOUR  INT64_C(3600000)
#define JAN_1 INT64_C(1704067200000) /* 2024-01-01T00:00:00Z */
#define FEB_1 (JAN_1 + 31 * 24 * HOUR)
#define MAR_1 (FEB_1 + 29 * 24 * HOUR) /* a leap year */

static void a_month_of_31_days_leaves_six_hours(void **state)
{
    (void)state;
    struct free_hours_view h = free_hours(JAN_1 + 100 * HOUR + 59 * 60000);
    assert_int_equal(h.used, 100);
    assert_int_equal(h.budget, 750);
    assert_int_equal(h.left_at_month_end, 6);
}

static void two_services_share_it_until_the_sixteenth_at_three(void **state)
{
    (void)state;
    assert_int_equal(free_hours(JAN_1).shared_end_wall_ms, JAN_1 + 15 * 24 * HOUR + 15 * HOUR);
    assert_int_equal(free_hours(FEB_1 + 28 * 24 * HOUR).shared_end_wall_ms,
                     FEB_1 + 15 * 24 * HOUR + 15 * HOUR);
}

static void it_begins_anew_with_the_month(void **state)
{
    (void)state;
    assert_int_equal(free_hours(FEB_1 - 1).used, 743);
    assert_int_equal(free_hours(FEB_1).used, 0);
    assert_int_equal(free_hours(FEB_1).left_at_month_end, 750 - 29 * 24);
    assert_int_equal(free_hours(MAR_1 - 1).used, 29 * 24 - 1);
    assert_int_equal(free_hours(JAN_1 - 1).used, 743); /* December, over the year's end */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_month_of_31_days_leaves_six_hours),
        cmocka_unit_test(two_services_share_it_until_the_sixteenth_at_three),
        cmocka_unit_test(it_begins_anew_with_the_month),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
