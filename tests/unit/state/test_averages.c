/* The claims of averages.h. */
#include "averages.h"

#include "json_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NEAR 0.000001

static void nothing_added_means_zero(void **state)
{
    (void)state;
    struct averages a;
    averages_init(&a);
    assert_float_equal(window_mean(&a.latency_s, 0), 0, NEAR);
    assert_float_equal(window_mean(&a.latency_s, 10 * 1000 * 1000), 0, NEAR);
    assert_true(window_slice_mean(&a.memory_bytes, 1000, 0) < 0);
}

static void mean_is_over_round_trips_not_over_reports(void **state)
{
    (void)state;
    struct averages a;
    averages_init(&a);
    averages_counters(&a, 1000, 0.1, 1, 0);
    averages_counters(&a, 2000, 0.1 + 3 * 0.3, 4, 0); /* three more of 0.3 s in one report */
    assert_float_equal(window_mean(&a.latency_s, 2000), 0.25, NEAR);
}

static void an_old_round_trip_leaves_after_300_seconds(void **state)
{
    (void)state;
    struct averages a;
    averages_init(&a);
    averages_counters(&a, 1000000, 5, 1, 0);
    averages_counters(&a, 1100000, 6, 2, 0);
    assert_float_equal(window_mean(&a.latency_s, 1000000 + 294000), 3, NEAR);
    assert_float_equal(window_mean(&a.latency_s, 1000000 + 300000), 1, NEAR);
    assert_float_equal(window_mean(&a.latency_s, 1100000 + 300000), 0, NEAR);
}

static void a_slice_that_is_used_again_forgets_its_old_content(void **state)
{
    (void)state;
    struct window w;
    window_init(&w, 5000);
    window_add(&w, 0, 10, 1);
    window_add(&w, 300000, 20, 1); /* the same place in the ring */
    assert_float_equal(window_sum(&w, 300000), 20, NEAR);
}

static void task_failures_count_for_one_hour(void **state)
{
    (void)state;
    struct averages a;
    averages_init(&a);
    averages_counters(&a, 60000, 0, 0, 2);
    averages_counters(&a, 120000, 0, 0, 5);
    assert_float_equal(window_sum(&a.task_failures, 120000), 5, NEAR);
    assert_float_equal(window_sum(&a.task_failures, 60000 + 3600000), 3, NEAR);
    assert_float_equal(window_sum(&a.task_failures, 120000 + 3600000), 0, NEAR);
}

static void a_counter_that_falls_adds_nothing_and_goes_on_from_there(void **state)
{
    (void)state;
    struct counter_mark mark = {.sum = 50, .count = 100};
    assert_int_equal(counter_moved(&mark, 1, 2).count, 0);
    assert_int_equal(counter_moved(&mark, 2, 5).count, 3);
}

static struct averages through_json(const struct averages *a, uint64_t now_ms)
{
    struct buffer text;
    buffer_init(&text, 16 * 1024);
    struct json_writer w = json_writer(&text);
    averages_write(a, &w, now_ms);
    assert_false(text.failed);
    struct json_value *json = NULL;
    assert_false(err_is(json_parse(text.data, text.length, &json)));
    struct averages back;
    averages_init(&back);
    averages_read(&back, json);
    json_destroy(&json);
    buffer_free(&text);
    return back;
}

static void windows_and_marks_survive_being_kept(void **state)
{
    (void)state;
    struct averages a;
    averages_init(&a);
    averages_counters(&a, 1000000, 0.5, 2, 4);
    averages_memory(&a, 1000000, 1048576);
    struct averages back = through_json(&a, 1001000);
    assert_float_equal(window_mean(&back.latency_s, 1001000), 0.25, NEAR);
    assert_float_equal(window_mean(&back.memory_bytes, 1001000), 1048576, NEAR);
    averages_counters(&back, 1002000, 0.5, 2, 4); /* the same counters again are nothing new */
    assert_float_equal(window_sum(&back.task_failures, 1002000), 4, NEAR);
    assert_float_equal(window_sum(&back.latency_s, 1002000), 0.5, NEAR);
}

static void what_fell_out_of_the_window_is_not_kept(void **state)
{
    (void)state;
    struct averages a;
    averages_init(&a);
    averages_memory(&a, 1000, 7);
    struct averages back = through_json(&a, 1000 + 400000);
    assert_float_equal(window_sum(&back.memory_bytes, 1000), 0, NEAR);
}

static void malformed_slices_are_left_out(void **state)
{
    (void)state;
    static const char TEXT[] = "{\"memory\":[[-1,2,3],[\"x\"],[1,2,-3],7,[62,8,1]],\"rtt_count\":-4}";
    struct json_value *json = NULL;
    assert_false(err_is(json_parse(TEXT, sizeof(TEXT) - 1, &json)));
    struct averages a;
    averages_init(&a);
    averages_read(&a, json);
    json_destroy(&json);
    assert_float_equal(window_sum(&a.memory_bytes, 12000), 8, NEAR);
    assert_int_equal(a.latency_mark.count, 0);
}

/* A failed task must count for its hour, whoever was restarted meanwhile. */
static void what_an_earlier_life_measured_is_added_until_it_is_too_old(void **state)
{
    (void)state;
    struct averages earlier, a;
    averages_init(&earlier);
    averages_init(&a);
    averages_counters(&earlier, 1000000, 0, 0, 3);
    averages_memory(&earlier, 1000000, 10);
    averages_counters(&a, 1100000, 0, 0, 1);
    averages_memory(&a, 1000000, 30); /* in the same slice */
    averages_add_earlier(&a, &earlier, 0, 1100000);
    assert_float_equal(window_sum(&a.task_failures, 1100000), 4, NEAR);
    assert_float_equal(window_mean(&a.memory_bytes, 1100000), 20, NEAR);
    averages_counters(&a, 1101000, 0, 0, 2); /* the marks are this life's */
    assert_float_equal(window_sum(&a.task_failures, 1101000), 5, NEAR);
    assert_float_equal(window_sum(&a.task_failures, 1000000 + 3600000), 2, NEAR);
}

/* After a boot the monotonic clock begins anew: what was measured a minute ago lies before its beginning. */
static void what_was_measured_before_a_boot_keeps_its_age(void **state)
{
    (void)state;
    struct averages earlier, a;
    averages_init(&earlier);
    averages_init(&a);
    averages_counters(&earlier, 90000000, 0, 0, 2);
    averages_add_earlier(&a, &earlier, 20000 - 60000 - 90000000,
                         20000); /* 20 s after the boot, 60 s after that */
    assert_float_equal(window_sum(&a.task_failures, 20000), 2, NEAR);
    assert_float_equal(window_sum(&a.task_failures, 20000 + 3400000), 2, NEAR);
    assert_float_equal(window_sum(&a.task_failures, 20000 + 3600000), 0, NEAR);
    struct averages none;
    averages_init(&none);
    averages_add_earlier(&none, &earlier, 20000 - 7200000 - 90000000, 20000);
    assert_float_equal(window_sum(&none.task_failures, 20000), 0, NEAR);
}

static void an_empty_window_is_told_from_a_mean_of_0(void **state)
{
    (void)state;
    struct averages a;
    averages_init(&a);
    assert_true(window_is_empty(&a.latency_s, 1000));
    window_add(&a.latency_s, 1000, 0, 1);
    assert_false(window_is_empty(&a.latency_s, 1000));
    assert_true(window_is_empty(&a.latency_s, 1000 + 300000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_added_means_zero),
        cmocka_unit_test(mean_is_over_round_trips_not_over_reports),
        cmocka_unit_test(an_old_round_trip_leaves_after_300_seconds),
        cmocka_unit_test(a_slice_that_is_used_again_forgets_its_old_content),
        cmocka_unit_test(task_failures_count_for_one_hour),
        cmocka_unit_test(a_counter_that_falls_adds_nothing_and_goes_on_from_there),
        cmocka_unit_test(windows_and_marks_survive_being_kept),
        cmocka_unit_test(what_fell_out_of_the_window_is_not_kept),
        cmocka_unit_test(malformed_slices_are_left_out),
        cmocka_unit_test(what_an_earlier_life_measured_is_added_until_it_is_too_old),
        cmocka_unit_test(what_was_measured_before_a_boot_keeps_its_age),
        cmocka_unit_test(an_empty_window_is_told_from_a_mean_of_0),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
