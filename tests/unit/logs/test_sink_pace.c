/* At work or stalled, by what a sink takes in a second. */
#include "sink_pace.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOW_MS 5000

/* Crowded since NOW_MS, when it had taken 1,000 bytes. */
static struct sink_pace crowded_now(void)
{
    struct sink_pace p = {0};
    assert_true(sink_pace_at_work(&p, true, 1000, NOW_MS));
    return p;
}

static void one_that_waits_for_its_turn_is_at_work(void **state)
{
    (void)state;
    struct sink_pace p = crowded_now();
    assert_true(sink_pace_at_work(&p, true, 1000, NOW_MS + 100));
    assert_true(sink_pace_at_work(&p, true, 1000, NOW_MS + SINK_STALLED_MS - 1));
}

static void one_that_hangs_is_stalled_after_a_second(void **state)
{
    (void)state;
    struct sink_pace p = crowded_now();
    assert_false(sink_pace_at_work(&p, true, 1000, NOW_MS + SINK_STALLED_MS));
    assert_false(sink_pace_at_work(&p, true, 1000, NOW_MS + 60000));
}

/* A disk that takes a line each half second follows nobody. */
static void one_that_is_far_too_slow_is_stalled(void **state)
{
    (void)state;
    struct sink_pace p = crowded_now();
    for (unsigned i = 1; i <= 20; i++)
        assert_int_equal(sink_pace_at_work(&p, true, 1000 + i * 1000, NOW_MS + i * 500), i < 2);
}

static void one_that_takes_enough_is_at_work_for_ever(void **state)
{
    (void)state;
    struct sink_pace p = crowded_now();
    for (unsigned i = 1; i <= 100; i++)
        assert_true(sink_pace_at_work(&p, true, 1000 + (uint64_t)i * SINK_WORKS_BYTES / 2, NOW_MS + i * 499));
}

static void a_stalled_one_that_has_taken_as_much_again_is_at_work(void **state)
{
    (void)state;
    struct sink_pace p = crowded_now();
    assert_false(sink_pace_at_work(&p, true, 1000, NOW_MS + 9000));
    assert_false(sink_pace_at_work(&p, true, 1000 + SINK_WORKS_BYTES - 1, NOW_MS + 9001));
    assert_true(sink_pace_at_work(&p, true, 1000 + SINK_WORKS_BYTES, NOW_MS + 9002));
    assert_true(sink_pace_at_work(&p, true, 1000 + SINK_WORKS_BYTES, NOW_MS + 9002 + SINK_STALLED_MS - 1));
}

static void each_crowd_is_measured_anew(void **state)
{
    (void)state;
    struct sink_pace p = crowded_now();
    assert_true(sink_pace_at_work(&p, false, 2000, NOW_MS + 500));
    assert_true(sink_pace_at_work(&p, true, 2000, NOW_MS + 8000));
    assert_true(sink_pace_at_work(&p, true, 2000, NOW_MS + 8999));
    assert_false(sink_pace_at_work(&p, true, 2000, NOW_MS + 9000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_that_waits_for_its_turn_is_at_work),
        cmocka_unit_test(one_that_hangs_is_stalled_after_a_second),
        cmocka_unit_test(one_that_is_far_too_slow_is_stalled),
        cmocka_unit_test(one_that_takes_enough_is_at_work_for_ever),
        cmocka_unit_test(a_stalled_one_that_has_taken_as_much_again_is_at_work),
        cmocka_unit_test(each_crowd_is_measured_anew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
