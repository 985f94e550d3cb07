/* One after the other. */
#include "rolling.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOW_MS 1000

static struct rolling r;
static enum worker worker;

static int start_with_gateway_and_health(void **state)
{
    (void)state;
    r = (struct rolling){0};
    rolling_add(&r, WORKER_HEALTH);
    rolling_add(&r, WORKER_GATEWAY);
    return 0;
}

static void restart_first(void)
{
    assert_int_equal(rolling_next(&r, 0, NOW_MS, &worker), ROLLING_RESTART);
    rolling_restarted(&r, worker, 3, NOW_MS);
}

static void the_next_waits_until_the_first_is_up_again(void **state)
{
    (void)state;
    restart_first();
    assert_int_equal(worker, WORKER_GATEWAY);
    assert_int_equal(rolling_next(&r, 0, NOW_MS + 1, &worker), ROLLING_NOTHING);
    /* Still the instance that was asked to end. */
    assert_int_equal(rolling_next(&r, 3, NOW_MS + 2, &worker), ROLLING_NOTHING);
    assert_int_equal(rolling_next(&r, 4, NOW_MS + 3, &worker), ROLLING_RESTART);
    assert_int_equal(worker, WORKER_HEALTH);
}

static void the_end_is_said_once(void **state)
{
    (void)state;
    restart_first();
    assert_int_equal(rolling_next(&r, 4, NOW_MS, &worker), ROLLING_RESTART);
    rolling_restarted(&r, worker, 1, NOW_MS);
    assert_int_equal(rolling_next(&r, 2, NOW_MS, &worker), ROLLING_OVER);
    assert_int_equal(rolling_next(&r, 0, NOW_MS, &worker), ROLLING_NOTHING);
}

static void a_worker_that_is_asked_for_meanwhile_has_its_turn_again(void **state)
{
    (void)state;
    restart_first();
    rolling_add(&r, WORKER_GATEWAY);
    assert_int_equal(rolling_next(&r, 3, NOW_MS, &worker), ROLLING_NOTHING);
    assert_int_equal(rolling_next(&r, 4, NOW_MS, &worker), ROLLING_RESTART);
    assert_int_equal(worker, WORKER_GATEWAY);
}

static void one_that_does_not_come_back_leaves_the_others_alone(void **state)
{
    (void)state;
    restart_first();
    assert_int_equal(rolling_next(&r, 0, NOW_MS + ROLLING_PATIENCE_MS - 1, &worker), ROLLING_NOTHING);
    assert_int_equal(rolling_next(&r, 0, NOW_MS + ROLLING_PATIENCE_MS, &worker), ROLLING_FAILED);
    assert_int_equal(worker, WORKER_GATEWAY);
    assert_true(r.waiting[WORKER_HEALTH]);
}

static void nobody_asked_for_is_nothing(void **state)
{
    (void)state;
    r = (struct rolling){0};
    assert_int_equal(rolling_next(&r, 0, NOW_MS, &worker), ROLLING_NOTHING);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_next_waits_until_the_first_is_up_again, start_with_gateway_and_health),
        cmocka_unit_test_setup(the_end_is_said_once, start_with_gateway_and_health),
        cmocka_unit_test_setup(a_worker_that_is_asked_for_meanwhile_has_its_turn_again,
                               start_with_gateway_and_health),
        cmocka_unit_test_setup(one_that_does_not_come_back_leaves_the_others_alone,
                               start_with_gateway_and_health),
        cmocka_unit_test(nobody_asked_for_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
