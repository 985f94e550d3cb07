/* history_view.h: slices of four widths, uptime of what was observed, incidents in order. */
#include "history_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define NOW  INT64_C(1704110400) /* 2024-01-01T12:00:00Z, a multiple of every width */
#define HOUR INT64_C(3600)
#define DAY  INT64_C(86400)

static struct history_view *view;

static int set_up(void **state)
{
    (void)state;
    view = history_view_create();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    history_view_destroy(&view);
    return 0;
}

static struct history_sample sample_at(int64_t t_s, enum health_status status)
{
    return (struct history_sample){.t_s = t_s,
                                   .status = status,
                                   .latency_s = 0.1f,
                                   .memory_mb = 20,
                                   .sheets_s = HISTORY_UNKNOWN,
                                   .queue = 2,
                                   .errors = 1,
                                   .reconnections = 0};
}

static void add(int64_t t_s, enum health_status status)
{
    struct history_sample sample = sample_at(t_s, status);
    history_view_add(view, &sample);
}

static void a_sample_stands_in_a_slice_of_each_width(void **state)
{
    (void)state;
    add(NOW + 1000, HEALTH_DEGRADED);
    for (int i = 0; i < HISTORY_WIDTHS; i++) {
        struct history_slice slice;
        assert_true(history_view_slice(view, (enum history_width)i, NOW + 1000, &slice));
        assert_int_equal(slice.began_s % history_width_s((enum history_width)i), 0);
        assert_true(slice.began_s <= NOW + 1000 &&
                    slice.began_s + history_width_s((enum history_width)i) > NOW + 1000);
        assert_int_equal(history_slice_samples(&slice), 1);
        assert_int_equal(history_slice_worst(&slice), HEALTH_DEGRADED);
        assert_false(history_view_slice(view, (enum history_width)i, NOW - 1, &slice));
    }
}

static void means_and_maxima_leave_out_what_is_not_known(void **state)
{
    (void)state;
    struct history_sample sample = sample_at(NOW, HEALTH_HEALTHY);
    history_view_add(view, &sample);
    sample.t_s += 30;
    sample.latency_s = HISTORY_UNKNOWN;
    sample.memory_mb = 40;
    history_view_add(view, &sample);
    struct history_slice slice;
    assert_true(history_view_slice(view, HISTORY_5_MIN, NOW, &slice));
    assert_int_equal(slice.latency_s.count, 1);
    assert_float_equal(history_mean(&slice.latency_s), 0.1, 1e-6);
    assert_float_equal(history_mean(&slice.memory_mb), 30, 1e-6);
    assert_float_equal(history_max(&slice.memory_mb), 40, 1e-6);
    assert_float_equal(history_mean(&slice.sheets_s), HISTORY_UNKNOWN, 0);
    assert_float_equal(history_max(&slice.sheets_s), HISTORY_UNKNOWN, 0);
    assert_int_equal(slice.errors, 2);
}

static void a_span_adds_up_its_slices_and_no_others(void **state)
{
    (void)state;
    for (int64_t t = NOW - 10 * HOUR; t < NOW + HOUR; t += HISTORY_SAMPLE_S)
        add(t, t < NOW - 9 * HOUR ? HEALTH_DOWN : HEALTH_HEALTHY);
    struct history_slice slice;
    assert_true(history_view_span(view, HISTORY_1_HOUR, NOW - 8 * HOUR, NOW, &slice));
    assert_int_equal(slice.began_s, NOW - 8 * HOUR);
    assert_int_equal(history_slice_samples(&slice), 8 * 120);
    assert_int_equal(history_slice_worst(&slice), HEALTH_HEALTHY);
    assert_true(history_view_span(view, HISTORY_1_HOUR, NOW - 16 * HOUR, NOW - 8 * HOUR, &slice));
    assert_int_equal(history_slice_worst(&slice), HEALTH_DOWN);
    assert_false(history_view_span(view, HISTORY_1_HOUR, NOW - 100 * HOUR, NOW - 50 * HOUR, &slice));
}

static void uptime_counts_only_what_was_observed_and_says_how_much(void **state)
{
    (void)state;
    assert_false(history_view_uptime(view, DAY, NOW).known);
    for (int64_t t = NOW - 6 * HOUR; t < NOW; t += HISTORY_SAMPLE_S) /* the 18 hours before: off */
        add(t, t < NOW - 5 * HOUR   ? HEALTH_DOWN
               : t < NOW - 4 * HOUR ? HEALTH_DEGRADED
               : t < NOW - 3 * HOUR ? HEALTH_STARTING
                                    : HEALTH_HEALTHY);
    struct history_uptime day = history_view_uptime(view, DAY, NOW);
    assert_true(day.known);
    assert_float_equal(day.up_percent, 100.0 * 5 / 6, 1e-9);
    assert_float_equal(day.observed_percent, 25, 1e-9);
    struct history_uptime week = history_view_uptime(view, 7 * DAY, NOW);
    assert_float_equal(week.up_percent, 100.0 * 5 / 6, 1e-9);
    assert_float_equal(week.observed_percent, 25.0 / 7, 1e-9);
    assert_int_equal(history_view_begins(view, NOW), NOW - 6 * HOUR);
}

static void it_begins_where_the_first_sample_is_as_far_as_that_is_known(void **state)
{
    (void)state;
    add(NOW - HOUR - 690, HEALTH_HEALTHY);
    assert_int_equal(history_view_begins(view, NOW), NOW - HOUR - 690);            /* 30 s */
    assert_int_equal(history_view_begins(view, NOW + 7 * HOUR), NOW - HOUR - 900); /* 5 minutes */
    assert_int_equal(history_view_begins(view, NOW + 3 * DAY), NOW - 2 * HOUR);    /* an hour */
}

static void what_is_older_than_a_width_reaches_is_forgotten(void **state)
{
    (void)state;
    for (int64_t t = NOW - 40 * DAY; t < NOW; t += HISTORY_SAMPLE_S)
        add(t, HEALTH_HEALTHY);
    struct history_slice slice;
    assert_true(history_view_slice(view, HISTORY_1_HOUR, NOW - 30 * DAY, &slice));
    assert_false(history_view_slice(view, HISTORY_1_HOUR, NOW - 32 * DAY, &slice));
    assert_false(history_view_slice(view, HISTORY_5_MIN, NOW - 49 * HOUR, &slice));
    assert_false(history_view_slice(view, HISTORY_30_S, NOW - 7 * HOUR, &slice));
    assert_true(history_view_slice(view, HISTORY_16_MIN, NOW - 24 * HOUR, &slice));
}

/* A clock that ran a year ahead for a month, and was put right. What stood here before is read again from the
 * database (history.c). */
static void what_a_wrong_clock_left_hides_nothing_that_comes(void **state)
{
    (void)state;
    add(NOW - 30, HEALTH_HEALTHY);
    for (int64_t t = NOW + 365 * DAY; t < NOW + 400 * DAY; t += HISTORY_SAMPLE_S)
        add(t, HEALTH_DOWN);
    for (int64_t t = NOW; t < NOW + 10 * HISTORY_SAMPLE_S; t += HISTORY_SAMPLE_S)
        add(t, HEALTH_HEALTHY);
    struct history_uptime day = history_view_uptime(view, DAY, NOW + 300);
    assert_float_equal(day.up_percent, 100, 1e-9);
    assert_float_equal(day.observed_percent, 100.0 * 10 * 30 / DAY, 1e-9);
    struct history_slice slice;
    assert_true(history_view_slice(view, HISTORY_5_MIN, NOW, &slice));
    assert_int_equal(history_slice_samples(&slice), 10);
}

static void what_is_loaded_joins_what_came_meanwhile(void **state)
{
    (void)state;
    struct history_view *loaded = history_view_create();
    struct history_sample sample = sample_at(NOW - 60, HEALTH_HEALTHY);
    for (int i = 0; i < 2; i++, sample.t_s += 30) {
        struct history_slice slice = history_slice_of(&sample);
        history_view_add_old(loaded, HISTORY_30_S, &slice, NOW);
    }
    struct history_slice wrong = history_slice_of(&(struct history_sample){.t_s = NOW + DAY}), slice;
    history_view_add_old(loaded, HISTORY_30_S, &wrong, NOW); /* left by a clock that ran ahead */
    struct history_slice month = {.began_s = NOW - 20 * DAY, .seen = {[HEALTH_DOWN] = 10}};
    history_view_add_old(loaded, HISTORY_1_HOUR, &month, NOW);
    add(NOW, HEALTH_HEALTHY);
    history_view_add_all(view, loaded, NOW);
    history_view_destroy(&loaded);
    assert_true(history_view_span(view, HISTORY_30_S, NOW - HOUR, NOW + HOUR, &slice));
    assert_int_equal(history_slice_samples(&slice), 3);
    assert_true(history_view_slice(view, HISTORY_1_HOUR, NOW - 20 * DAY, &slice));
    assert_int_equal(slice.seen[HEALTH_DOWN], 10);
    assert_false(history_view_slice(view, HISTORY_1_HOUR, NOW + DAY, &slice));
}

/* Else the newest would be lost to a row of a month before that has the same place in the ring. */
static void an_old_row_never_replaces_a_newer_slice(void **state)
{
    (void)state;
    add(NOW, HEALTH_HEALTHY);
    int64_t ring_s = 745 * HOUR;
    struct history_slice old = {.began_s = NOW - ring_s, .seen = {[HEALTH_DOWN] = 1}}, slice;
    history_view_add_old(view, HISTORY_1_HOUR, &old, NOW);
    assert_true(history_view_slice(view, HISTORY_1_HOUR, NOW, &slice));
    assert_int_equal(slice.seen[HEALTH_HEALTHY], 1);
}

static void put_incident(int64_t began_s, int64_t ended_s)
{
    struct incident incident = {.began_ms = began_s * 1000,
                                .ended_ms = ended_s * 1000,
                                .status = HEALTH_DOWN,
                                .reason = "gateway_lost"};
    history_view_put_incident(view, &incident);
}

static void incidents_are_known_by_their_beginning_and_the_newest_stay(void **state)
{
    (void)state;
    assert_null(history_view_incident(view, 0));
    put_incident(NOW, 0);
    put_incident(NOW, NOW + 5);
    assert_int_equal(history_view_incident(view, 0)->ended_ms, (NOW + 5) * 1000);
    assert_null(history_view_incident(view, 1));
    put_incident(NOW - 50, NOW - 40);
    assert_int_equal(history_view_incident(view, 1)->began_ms, (NOW - 50) * 1000);
    for (int i = 1; i < HISTORY_INCIDENTS_MAX; i++)
        put_incident(NOW + 100 * i, NOW + 100 * i + 1);
    assert_int_equal(history_view_incident(view, HISTORY_INCIDENTS_MAX - 1)->began_ms, NOW * 1000);
    assert_null(history_view_incident(view, HISTORY_INCIDENTS_MAX));
    put_incident(NOW - 1000, NOW);
    assert_int_equal(history_view_incident(view, HISTORY_INCIDENTS_MAX - 1)->began_ms, NOW * 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_sample_stands_in_a_slice_of_each_width, set_up, tear_down),
        cmocka_unit_test_setup_teardown(means_and_maxima_leave_out_what_is_not_known, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_span_adds_up_its_slices_and_no_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(uptime_counts_only_what_was_observed_and_says_how_much, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(it_begins_where_the_first_sample_is_as_far_as_that_is_known, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_older_than_a_width_reaches_is_forgotten, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_a_wrong_clock_left_hides_nothing_that_comes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_loaded_joins_what_came_meanwhile, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_old_row_never_replaces_a_newer_slice, set_up, tear_down),
        cmocka_unit_test_setup_teardown(incidents_are_known_by_their_beginning_and_the_newest_stay, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
