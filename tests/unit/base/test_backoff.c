/* backoff.h: growth, cap, jitter, forgetting. */
#include "backoff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct backoff fresh(void)
{
    return (struct backoff){.first_ms = 1000, .cap_ms = 30000, .stable_after_ms = 60000};
}

static void the_longest_delay_doubles_up_to_the_cap(void **state)
{
    (void)state;
    static const uint64_t LONGEST[] = {1000, 2000, 4000, 8000, 16000, 30000, 30000};
    struct backoff b = fresh();
    for (size_t i = 0; i < sizeof(LONGEST) / sizeof(LONGEST[0]); i++)
        assert_int_equal(backoff_failed(&b, UINT32_MAX), LONGEST[i]);
}

static void full_jitter_reaches_down_to_zero(void **state)
{
    (void)state;
    struct backoff b = fresh();
    b.failures = 4;
    assert_int_equal(backoff_failed(&b, 0), 0);
}

static void spaced_jitter_never_goes_under_half_a_step(void **state)
{
    (void)state;
    struct backoff b = fresh();
    assert_int_equal(backoff_failed_spaced(&b, 0), 500);
    b = fresh();
    assert_int_equal(backoff_failed_spaced(&b, UINT32_MAX), 1000);
}

static void only_a_stable_life_forgets_failures(void **state)
{
    (void)state;
    struct backoff b = fresh();
    b.failures = 5;
    backoff_lived(&b, 59999);
    assert_int_equal(b.failures, 5);
    backoff_lived(&b, 60000);
    assert_int_equal(b.failures, 0);
}

static void failures_without_end_never_overflow(void **state)
{
    (void)state;
    struct backoff b = fresh();
    for (int i = 0; i < 1000; i++)
        assert_true(backoff_failed(&b, UINT32_MAX) <= 30000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_longest_delay_doubles_up_to_the_cap),
        cmocka_unit_test(full_jitter_reaches_down_to_zero),
        cmocka_unit_test(spaced_jitter_never_goes_under_half_a_step),
        cmocka_unit_test(only_a_stable_life_forgets_failures),
        cmocka_unit_test(failures_without_end_never_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
