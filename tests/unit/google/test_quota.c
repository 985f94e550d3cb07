/* Per-minute quotas. */
#include "quota.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static unsigned pass(struct quota *q, unsigned calls, bool sliding, uint64_t now_ms)
{
    unsigned passed = 0;
    for (unsigned i = 0; i < calls; i++)
        passed += quota_take(q, 60, sliding, now_ms);
    return passed;
}

static void sixty_pass_and_the_next_does_not(void **state)
{
    (void)state;
    static struct quota q;
    assert_int_equal(pass(&q, 61, false, 600000), 60);
    assert_int_equal(q.refused, 1);
}

static void a_fixed_window_is_refilled_at_the_full_minute(void **state)
{
    (void)state;
    static struct quota q;
    assert_int_equal(pass(&q, 60, false, 659999), 60);
    assert_int_equal(pass(&q, 60, false, 660000), 60);
}

static void a_sliding_window_frees_a_place_60_seconds_after_each_call(void **state)
{
    (void)state;
    static struct quota q;
    assert_int_equal(pass(&q, 30, true, 600000), 30);
    assert_int_equal(pass(&q, 40, true, 630000), 30);
    assert_int_equal(pass(&q, 40, true, 659999), 0);
    assert_int_equal(pass(&q, 40, true, 660000), 30);
}

static void zero_is_no_quota(void **state)
{
    (void)state;
    static struct quota q;
    for (unsigned i = 0; i < 5000; i++)
        assert_true(quota_take(&q, 0, false, 600000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixty_pass_and_the_next_does_not),
        cmocka_unit_test(a_fixed_window_is_refilled_at_the_full_minute),
        cmocka_unit_test(a_sliding_window_frees_a_place_60_seconds_after_each_call),
        cmocka_unit_test(zero_is_no_quota),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
