/* limiter.h: no window ever holds more than `most`, and the reserve is kept for those who may use it. */
#include "limiter.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void takes_over_the_limit_wait_for_the_oldest_to_leave_the_window(void **state)
{
    (void)state;
    struct limiter l;
    limiter_init(&l, 3, 1000);
    assert_true(limiter_take(&l, 0, 0));
    assert_true(limiter_take(&l, 100, 0));
    assert_true(limiter_take(&l, 200, 0));
    assert_false(limiter_take(&l, 300, 0));
    assert_int_equal(limiter_wait_ms(&l, 300, 0), 700);
    assert_true(limiter_take(&l, 1000, 0));
    assert_int_equal(limiter_wait_ms(&l, 1000, 0), 100);
}

static void the_reserve_is_left_for_those_who_need_none(void **state)
{
    (void)state;
    struct limiter l;
    limiter_init(&l, 4, 1000);
    assert_true(limiter_take(&l, 0, 2));
    assert_true(limiter_take(&l, 10, 2));
    assert_false(limiter_take(&l, 20, 2));
    assert_int_equal(limiter_wait_ms(&l, 20, 2), 980);
    assert_true(limiter_take(&l, 20, 0));
    assert_true(limiter_take(&l, 20, 0));
    assert_false(limiter_take(&l, 20, 0));
    assert_int_equal(limiter_wait_ms(&l, 20, 2),
                     1000); /* three of the four must go for one to be over the reserve */
}

static void no_window_of_a_long_run_exceeds_the_limit(void **state)
{
    (void)state;
    struct limiter l;
    limiter_init(&l, 50, 1000);
    static uint64_t taken[20000];
    size_t count = 0;
    for (uint64_t now = 0; now < 20000; now += 3)
        if (limiter_take(&l, now, 0))
            taken[count++] = now;
    assert_true(count > 900);
    for (size_t i = 50; i < count; i++)
        assert_true(taken[i] - taken[i - 50] >= 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_over_the_limit_wait_for_the_oldest_to_leave_the_window),
        cmocka_unit_test(the_reserve_is_left_for_those_who_need_none),
        cmocka_unit_test(no_window_of_a_long_run_exceeds_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
