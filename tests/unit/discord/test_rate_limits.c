/* Rate limits: windows per bucket, and 50 a second in all. */
#include "rate_limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct limit_rule FIVE = {.most = 5, .window_ms = 5000, .counts_globally = true};

static void a_window_opens_with_the_first_request_and_holds_five(void **state)
{
    (void)state;
    struct sim_limits limits;
    struct limit_state said;
    limits_init(&limits);
    for (uint32_t i = 0; i < 5; i++) {
        assert_int_equal(limits_take(&limits, 7, FIVE, 1000 + i, &said), LIMIT_PASSED);
        assert_int_equal(said.remaining, 4 - i);
    }
    assert_int_equal(limits_take(&limits, 7, FIVE, 2000, &said), LIMIT_OF_ROUTE);
    assert_int_equal(said.reset_after_ms, 4000);
    assert_int_equal(limits_take(&limits, 7, FIVE, 6000, &said), LIMIT_PASSED);
}

static void buckets_do_not_disturb_each_other(void **state)
{
    (void)state;
    struct sim_limits limits;
    struct limit_state said;
    limits_init(&limits);
    for (int i = 0; i < 6; i++)
        limits_take(&limits, 7, FIVE, 1000, &said);
    assert_int_equal(limits_take(&limits, 8, FIVE, 1000, &said), LIMIT_PASSED);
}

static void fifty_in_a_second_is_all(void **state)
{
    (void)state;
    struct sim_limits limits;
    struct limit_state said;
    limits_init(&limits);
    for (uint64_t i = 1; i <= 50; i++)
        assert_int_equal(limits_take(&limits, i, FIVE, 1000, &said), LIMIT_PASSED);
    assert_int_equal(limits_take(&limits, 51, FIVE, 1500, &said), LIMIT_GLOBAL);
    assert_int_equal(said.reset_after_ms, 500);
    assert_int_equal(limits_take(&limits, 51, (struct limit_rule){5, 2000, false}, 1500, &said),
                     LIMIT_PASSED);
    assert_int_equal(limits_take(&limits, 51, FIVE, 2000, &said), LIMIT_PASSED);
}

static void more_buckets_than_places_forget_the_one_that_is_free_for_longest(void **state)
{
    (void)state;
    struct sim_limits limits;
    struct limit_state said;
    const struct limit_rule once = {1, 100000, false};
    limits_init(&limits);
    for (uint64_t key = 1; key <= LIMIT_BUCKETS_MOST + 1; key++)
        assert_int_equal(limits_take(&limits, key, once, key, &said), LIMIT_PASSED);
    assert_int_equal(limits_take(&limits, 2, once, 1000, &said), LIMIT_OF_ROUTE);
    assert_int_equal(limits_take(&limits, 1, once, 1000, &said), LIMIT_PASSED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_window_opens_with_the_first_request_and_holds_five),
        cmocka_unit_test(buckets_do_not_disturb_each_other),
        cmocka_unit_test(fifty_in_a_second_is_all),
        cmocka_unit_test(more_buckets_than_places_forget_the_one_that_is_free_for_longest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
