/* Silence is judged fairly. */
#include "watchdog.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void silence_is_over_at_its_deadline(void **state)
{
    (void)state;
    struct watchdog w;
    struct patience p;
    watchdog_init(&w, 0, 1000);
    patience_start(&p, 0, 3000);
    assert_false(patience_over(&p, 1000, watchdog_turn(&w, 1000)));
    assert_false(patience_over(&p, 2000, watchdog_turn(&w, 2000)));
    assert_true(patience_over(&p, 3000, watchdog_turn(&w, 3000)));
}

static void our_own_lateness_is_credited(void **state)
{
    (void)state;
    struct watchdog w;
    struct patience p;
    watchdog_init(&w, 0, 1000);
    patience_start(&p, 0, 3000);
    assert_false(patience_over(&p, 2500, watchdog_turn(&w, 2500))); /* 1,500 late */
    assert_false(patience_over(&p, 3500, watchdog_turn(&w, 3500)));
    assert_false(patience_over(&p, 4400, watchdog_turn(&w, 4400)));
    assert_true(patience_over(&p, 5400, watchdog_turn(&w, 5400)));
}

static void after_a_long_sleep_nobody_is_judged_in_that_turn(void **state)
{
    (void)state;
    struct watchdog w;
    struct patience p;
    watchdog_init(&w, 0, 1000);
    patience_start(&p, 0, 500);
    struct watchdog_turn turn = watchdog_turn(&w, 31000);
    assert_int_equal(turn.late_ms, 30000);
    assert_false(turn.may_judge);
    assert_false(patience_over(&p, 31000, turn));
    assert_true(patience_over(&p, 32000, watchdog_turn(&w, 32000)));
}

static void a_punctual_turn_credits_nothing(void **state)
{
    (void)state;
    struct watchdog w;
    watchdog_init(&w, 0, 1000);
    struct watchdog_turn turn = watchdog_turn(&w, 1000);
    assert_int_equal(turn.late_ms, 0);
    assert_true(turn.may_judge);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_is_over_at_its_deadline),
        cmocka_unit_test(our_own_lateness_is_credited),
        cmocka_unit_test(after_a_long_sleep_nobody_is_judged_in_that_turn),
        cmocka_unit_test(a_punctual_turn_credits_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
