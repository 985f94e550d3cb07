/* Memory limits and their margin. */
#include "memory_watch.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct memory_limits LIMITS = {.warn_bytes = 1000, .critical_bytes = 2000};

static void without_a_cgroup_the_limits_are_as_set(void **state)
{
    (void)state;
    struct memory_limits l = memory_limits_within(LIMITS, 0);
    assert_int_equal(l.warn_bytes, 1000);
    assert_int_equal(l.critical_bytes, 2000);
}

static void a_small_cgroup_lowers_both(void **state)
{
    (void)state;
    struct memory_limits l = memory_limits_within(LIMITS, 1200);
    assert_int_equal(l.warn_bytes, 900);
    assert_int_equal(l.critical_bytes, 1080);
}

static void a_large_cgroup_changes_nothing(void **state)
{
    (void)state;
    struct memory_limits l = memory_limits_within(LIMITS, 1 << 20);
    assert_int_equal(l.warn_bytes, 1000);
    assert_int_equal(l.critical_bytes, 2000);
}

static void a_crossing_is_told_once(void **state)
{
    (void)state;
    struct memory_watch w = {0};
    assert_false(memory_watch_sample(&w, &LIMITS, 999));
    assert_true(memory_watch_sample(&w, &LIMITS, 1000));
    assert_false(memory_watch_sample(&w, &LIMITS, 1500));
    assert_true(memory_watch_sample(&w, &LIMITS, 2000));
    assert_false(memory_watch_sample(&w, &LIMITS, 2500));
    assert_int_equal(w.level, MEMORY_CRITICAL);
}

static void hovering_at_the_limit_is_one_crossing(void **state)
{
    (void)state;
    struct memory_watch w = {0};
    assert_true(memory_watch_sample(&w, &LIMITS, 1001));
    assert_false(memory_watch_sample(&w, &LIMITS, 980));
    assert_int_equal(w.level, MEMORY_HIGH);
    assert_false(memory_watch_sample(&w, &LIMITS, 1001));
    assert_false(memory_watch_sample(&w, &LIMITS, 949)); /* under 95 %: left */
    assert_int_equal(w.level, MEMORY_FINE);
    assert_true(memory_watch_sample(&w, &LIMITS, 1001));
}

static void leaving_critical_goes_through_high_silently(void **state)
{
    (void)state;
    struct memory_watch w = {.level = MEMORY_CRITICAL};
    assert_false(memory_watch_sample(&w, &LIMITS, 1899));
    assert_int_equal(w.level, MEMORY_HIGH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_cgroup_the_limits_are_as_set),
        cmocka_unit_test(a_small_cgroup_lowers_both),
        cmocka_unit_test(a_large_cgroup_changes_nothing),
        cmocka_unit_test(a_crossing_is_told_once),
        cmocka_unit_test(hovering_at_the_limit_is_one_crossing),
        cmocka_unit_test(leaving_critical_goes_through_high_silently),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
