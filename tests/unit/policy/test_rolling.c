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

/* Asked for in each of 600 turns, ten a second; each successor is up a tenth of a second later. */
static void a_minute_of_changes_restarts_three_at_once_and_then_one_each_five_seconds(void **state)
{
    (void)state;
    uint32_t generation = 1;
    unsigned restarts = 0, early = 0;
    r = (struct rolling){0};
    for (uint64_t ms = 0; ms < 60000; ms += 100) {
        rolling_add(&r, WORKER_GATEWAY);
        if (rolling_next(&r, generation, NOW_MS + ms, &worker) != ROLLING_RESTART)
            continue;
        rolling_restarted(&r, worker, generation++, NOW_MS + ms);
        restarts++;
        early += ms < 4000;
    }
    assert_int_equal(early, ROLLING_BURST);
    assert_in_range(restarts, 60000 / ROLLING_SPACE_MS, 60000 / ROLLING_SPACE_MS + ROLLING_BURST);
}

/* The end is not said while one is owed, and one that has to wait holds up nobody else. */
static void one_that_is_owed_has_its_turn_later(void **state)
{
    (void)state;
    uint32_t generation = 1;
    r = (struct rolling){0};
    for (int i = 0; i < ROLLING_BURST; i++) {
        rolling_add(&r, WORKER_GATEWAY);
        assert_int_equal(rolling_next(&r, generation, NOW_MS, &worker), ROLLING_RESTART);
        rolling_restarted(&r, worker, generation++, NOW_MS);
    }
    rolling_add(&r, WORKER_GATEWAY);
    assert_int_equal(rolling_next(&r, generation, NOW_MS, &worker), ROLLING_NOTHING);
    rolling_add(&r, WORKER_HEALTH);
    assert_int_equal(rolling_next(&r, 0, NOW_MS, &worker), ROLLING_RESTART);
    assert_int_equal(worker, WORKER_HEALTH);
    rolling_restarted(&r, worker, 1, NOW_MS);
    assert_int_equal(rolling_next(&r, 2, NOW_MS + ROLLING_SPACE_MS - 1, &worker), ROLLING_NOTHING);
    assert_int_equal(rolling_next(&r, 0, NOW_MS + ROLLING_SPACE_MS, &worker), ROLLING_RESTART);
    assert_int_equal(worker, WORKER_GATEWAY);
    rolling_restarted(&r, worker, generation, NOW_MS + ROLLING_SPACE_MS);
    assert_int_equal(rolling_next(&r, generation + 1, NOW_MS + ROLLING_SPACE_MS, &worker), ROLLING_OVER);
}

static void whoever_gave_up_restarts_nobody(void **state)
{
    (void)state;
    restart_first();
    rolling_give_up(&r);
    assert_int_equal(rolling_next(&r, 4, NOW_MS, &worker), ROLLING_NOTHING);
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
        cmocka_unit_test(a_minute_of_changes_restarts_three_at_once_and_then_one_each_five_seconds),
        cmocka_unit_test(one_that_is_owed_has_its_turn_later),
        cmocka_unit_test_setup(whoever_gave_up_restarts_nobody, start_with_gateway_and_health),
        cmocka_unit_test(nobody_asked_for_is_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
