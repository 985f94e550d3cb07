/* When a dead worker starts again. */
#include "restart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MOST_RANDOM UINT32_MAX
#define CAP_MS      30000

static struct restart fresh(void)
{
    struct restart r;
    restart_init(&r, CAP_MS);
    return r;
}

static void the_first_death_restarts_at_once(void **state)
{
    (void)state;
    struct restart r = fresh();
    assert_int_equal(restart_died(&r, 1000, 0, false, MOST_RANDOM), 0);
}

static void a_worker_that_served_ten_seconds_restarts_at_once(void **state)
{
    (void)state;
    struct restart r = fresh();
    restart_died(&r, 0, 0, false, MOST_RANDOM);
    assert_int_equal(restart_died(&r, 20000, RESTART_SERVED_MS, false, MOST_RANDOM), 0);
    assert_true(restart_died(&r, 30000, RESTART_SERVED_MS - 1, false, MOST_RANDOM) > 0);
}

static void waits_double_up_to_the_cap_and_are_jittered(void **state)
{
    (void)state;
    struct restart r = fresh();
    uint64_t now = 0, before = 0;
    restart_died(&r, now, 0, false, MOST_RANDOM);
    for (int i = 0; i < 20; i++) {
        uint64_t wait = restart_died(&r, now += 100000, 0, false, MOST_RANDOM);
        assert_true(wait >= before && wait <= CAP_MS);
        before = wait;
    }
    assert_int_equal(before, CAP_MS);
    assert_int_equal(restart_died(&r, now += 100000, 0, false, 0), 0);
}

static void the_sixth_death_in_a_minute_is_a_crash_loop(void **state)
{
    (void)state;
    struct restart r = fresh();
    for (int i = 0; i < 5; i++)
        restart_died(&r, (uint64_t)i * 12000, 0, false, 0);
    assert_false(r.crash_loop);
    restart_died(&r, 60000, 0, false, 0);
    assert_true(r.crash_loop);
}

static void six_deaths_in_more_than_a_minute_are_none(void **state)
{
    (void)state;
    struct restart r = fresh();
    for (int i = 0; i < 20; i++)
        restart_died(&r, (uint64_t)i * 12001, 0, false, 0);
    assert_false(r.crash_loop);
}

/* The hole of a known process manager: a worker that lives just long enough was restarted without any brake. */
static void lives_of_just_over_ten_seconds_meet_the_brake_too(void **state)
{
    (void)state;
    struct restart r = fresh();
    for (int i = 1; i <= 5; i++)
        assert_int_equal(
            restart_died(&r, (uint64_t)i * RESTART_SERVED_MS, RESTART_SERVED_MS, false, MOST_RANDOM), 0);
    assert_true(restart_died(&r, 6 * RESTART_SERVED_MS, RESTART_SERVED_MS, false, MOST_RANDOM) > 0);
    assert_true(r.crash_loop);
}

static void half_a_minute_of_service_ends_a_crash_loop(void **state)
{
    (void)state;
    struct restart r = fresh();
    for (int i = 0; i < 8; i++)
        restart_died(&r, (uint64_t)i, 0, false, MOST_RANDOM);
    restart_serves(&r, RESTART_STEADY_MS - 1);
    assert_true(r.crash_loop);
    restart_serves(&r, RESTART_STEADY_MS);
    assert_false(r.crash_loop);
}

static void a_minute_of_service_forgives(void **state)
{
    (void)state;
    struct restart r = fresh();
    for (int i = 0; i < 8; i++)
        restart_died(&r, (uint64_t)i, 0, false, MOST_RANDOM);
    restart_serves(&r, RESTART_FORGIVEN_MS);
    assert_true(restart_died(&r, 200000, 100, false, MOST_RANDOM) <= 250);
}

static void a_wrong_configuration_is_tried_every_five_minutes(void **state)
{
    (void)state;
    struct restart r = fresh();
    assert_int_equal(restart_died(&r, 0, 0, true, 0), RESTART_CONFIGURATION_MS);
    assert_int_equal(restart_died(&r, 300000, 0, true, MOST_RANDOM), RESTART_CONFIGURATION_MS);
}

static void failed_launches_wait_a_second_or_more_and_are_no_deaths(void **state)
{
    (void)state;
    struct restart r = fresh();
    for (int i = 0; i < 10; i++) {
        uint64_t wait = restart_not_launched(&r, MOST_RANDOM);
        assert_true(wait >= 500 && wait <= 30000);
    }
    assert_int_equal(r.deaths, 0);
    assert_false(r.crash_loop);
}

/* Render takes traffic away after 15 s of silence. */
static void failed_launches_obey_the_cap_of_their_worker(void **state)
{
    (void)state;
    struct restart r;
    restart_init(&r, 2000);
    for (int i = 0; i < 10; i++)
        assert_in_range(restart_not_launched(&r, MOST_RANDOM), 500, 2000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_death_restarts_at_once),
        cmocka_unit_test(a_worker_that_served_ten_seconds_restarts_at_once),
        cmocka_unit_test(waits_double_up_to_the_cap_and_are_jittered),
        cmocka_unit_test(the_sixth_death_in_a_minute_is_a_crash_loop),
        cmocka_unit_test(six_deaths_in_more_than_a_minute_are_none),
        cmocka_unit_test(lives_of_just_over_ten_seconds_meet_the_brake_too),
        cmocka_unit_test(half_a_minute_of_service_ends_a_crash_loop),
        cmocka_unit_test(a_minute_of_service_forgives),
        cmocka_unit_test(a_wrong_configuration_is_tried_every_five_minutes),
        cmocka_unit_test(failed_launches_wait_a_second_or_more_and_are_no_deaths),
        cmocka_unit_test(failed_launches_obey_the_cap_of_their_worker),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
