/* sampler.h: one sample every 30 s of the monotonic clock, whatever the other one does. */
#include "sampler.h"

#include "service_now.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct service_now s;
static struct sampler sampler;
static struct history_sample sample;

static int set_up(void **state)
{
    (void)state;
    service_init(&s);
    memset(&sampler, 0, sizeof(sampler));
    return 0;
}

static unsigned samples_of(unsigned seconds)
{
    unsigned count = 0;
    for (unsigned i = 0; i < seconds; i++) {
        service_passes(&s, 1000);
        count += sampler_look(&sampler, &s.report, &sample);
    }
    return count;
}

static void the_first_at_once_then_one_every_30_s(void **state)
{
    (void)state;
    assert_true(sampler_look(&sampler, &s.report, &sample));
    assert_int_equal(sample.t_s, NOW_WALL_S);
    assert_int_equal(samples_of(29), 0);
    assert_int_equal(samples_of(1), 1);
    assert_int_equal(samples_of(3600), 120);
}

static void without_news_of_the_supervisor_there_is_none(void **state)
{
    (void)state;
    s.snapshot.supervisor.known = false;
    assert_int_equal(samples_of(100), 0);
}

static void a_late_look_moves_none_of_those_that_follow(void **state)
{
    (void)state;
    (void)sampler_look(&sampler, &s.report, &sample);
    service_passes(&s, 44000);
    assert_true(sampler_look(&sampler, &s.report, &sample));
    assert_int_equal(samples_of(15), 0);
    assert_int_equal(samples_of(1), 1);
}

static void what_was_slept_through_is_not_made_up(void **state)
{
    (void)state;
    (void)sampler_look(&sampler, &s.report, &sample);
    service_passes(&s, 3600000);
    assert_int_equal(samples_of(1), 1);
    assert_int_equal(samples_of(28), 0);
    assert_int_equal(samples_of(1), 1);
}

/* Forward, back, a second of NTP each minute: as many samples as without. */
static void a_clock_that_jumps_neither_doubles_nor_loses_one(void **state)
{
    (void)state;
    static const int64_t JUMPS_S[] = {3600, -3600, 86400 * 365, -86400 * 365, 1,
                                      -1,   -30,   30,          15,           -86400 * 20000};
    (void)sampler_look(&sampler, &s.report, &sample);
    for (size_t i = 0; i < sizeof(JUMPS_S) / sizeof(JUMPS_S[0]); i++) {
        assert_int_equal(samples_of(10), 0);
        s.report.wall_ms += JUMPS_S[i] * 1000;
        assert_int_equal(samples_of(20), 1);
        assert_int_equal(sample.t_s, s.report.wall_ms / 1000);
        assert_int_equal(samples_of(300), 10);
    }
}

static void the_grid_goes_on_over_a_restart(void **state)
{
    (void)state;
    (void)sampler_look(&sampler, &s.report, &sample);
    for (int i = 0; i < 100; i++) { /* killed every 7 s */
        struct sampler next = {0};
        sampler_go_on(&next, &sampler.last, s.report.now_ms);
        sampler = next;
        unsigned count = samples_of(7);
        bool due = (7 * (i + 1)) / 30 > (7 * i) / 30;
        assert_int_equal(count, due);
    }
}

static void a_record_of_another_boot_is_not_gone_on_from(void **state)
{
    (void)state;
    struct sampler_record ahead = {.sampled_ms = NOW_MS + 1000000};
    sampler_go_on(&sampler, &ahead, NOW_MS);
    assert_true(sampler_look(&sampler, &s.report, &sample));
}

static void figures_are_those_of_now_and_counters_since_the_one_before(void **state)
{
    (void)state;
    s.report.errors = 5;
    service_metric(&s, WORKER_GATEWAY, METRIC_GATEWAY_READIES, 1);
    assert_true(sampler_look(&sampler, &s.report, &sample));
    assert_int_equal(sample.errors, 5);
    assert_int_equal(sample.reconnections, 0);
    assert_float_equal(sample.latency_s, HISTORY_UNKNOWN, 0); /* before the first beat */
    assert_float_equal(sample.memory_mb, 20, 1e-6);
    assert_float_equal(sample.sheets_s, HISTORY_UNKNOWN, 0);
    s.report.errors = 7;
    service_metric(&s, WORKER_GATEWAY, METRIC_GATEWAY_RESUMES, 2);
    service_metric(&s, WORKER_GATEWAY, METRIC_GATEWAY_LATENCY, 0.25);
    service_metric(&s, WORKER_SHEETS, METRIC_SHEETS_QUEUE, 3);
    service_metric(&s, WORKER_SHEETS, METRIC_SHEETS_DURATION, 1.5);
    s.snapshot.programs[WORKER_SHEETS].values.values[METRIC_SHEETS_DURATION].count = 3;
    service_status(&s, HEALTH_DEGRADED, "x");
    assert_int_equal(samples_of(30), 1);
    assert_int_equal(sample.status, HEALTH_DEGRADED);
    assert_int_equal(sample.errors, 2);
    assert_int_equal(sample.reconnections, 2);
    assert_float_equal(sample.latency_s, 0.25, 1e-6);
    assert_float_equal(sample.sheets_s, 0.5, 1e-6);
    assert_int_equal(sample.queue, 3);
    s.report.connected = false;
    s.report.memory_known = false;
    assert_int_equal(samples_of(30), 1);
    assert_float_equal(sample.latency_s, HISTORY_UNKNOWN, 0);
    assert_float_equal(sample.memory_mb, HISTORY_UNKNOWN, 0);
    assert_int_equal(sample.errors + sample.reconnections, 0);
}

static void another_supervisor_counts_from_0(void **state)
{
    (void)state;
    s.report.errors = 5;
    (void)sampler_look(&sampler, &s.report, &sample);
    s.snapshot.supervisor.started_ms += 10000;
    s.report.errors = 6; /* all of them new */
    assert_int_equal(samples_of(30), 1);
    assert_int_equal(sample.errors, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_first_at_once_then_one_every_30_s, set_up),
        cmocka_unit_test_setup(without_news_of_the_supervisor_there_is_none, set_up),
        cmocka_unit_test_setup(a_late_look_moves_none_of_those_that_follow, set_up),
        cmocka_unit_test_setup(what_was_slept_through_is_not_made_up, set_up),
        cmocka_unit_test_setup(a_clock_that_jumps_neither_doubles_nor_loses_one, set_up),
        cmocka_unit_test_setup(the_grid_goes_on_over_a_restart, set_up),
        cmocka_unit_test_setup(a_record_of_another_boot_is_not_gone_on_from, set_up),
        cmocka_unit_test_setup(figures_are_those_of_now_and_counters_since_the_one_before, set_up),
        cmocka_unit_test_setup(another_supervisor_counts_from_0, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
