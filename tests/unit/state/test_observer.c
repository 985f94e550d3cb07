/* From bodies to a report, and over a restart. */
#include "observer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define WALL INT64_C(1704110400000)
#define MIB  (1024 * 1024)

static const struct observer_options OPTIONS = {
    .memory = {.warn_bytes = 500 * MIB, .critical_bytes = 800 * MIB}, .latency_warn_s = 10};

static int64_t wall_at(uint64_t now_ms)
{
    return WALL + (int64_t)now_ms;
}

static void hear_snapshot(struct observer *o, uint64_t now_ms)
{
    char body[512];
    int length = snprintf(
        body, sizeof(body),
        "{\"started_monotonic_ms\":1000,\"started_wall_ms\":%lld,\"now_monotonic_ms\":%llu,"
        "\"memory_limit_bytes\":0,\"workers\":[{\"name\":\"gateway-worker\",\"state\":\"up\"},"
        "{\"name\":\"sheets-worker\",\"state\":\"up\"},{\"name\":\"health-server\",\"state\":\"up\"}]}",
        (long long)wall_at(1000), (unsigned long long)now_ms);
    assert_false(err_is(observer_snapshot(o, body, (size_t)length, now_ms, wall_at(now_ms))));
}

static void hear_metrics(struct observer *o, enum worker from, const char *lines, uint64_t now_ms)
{
    observer_metrics(o, from, lines, strlen(lines), now_ms, wall_at(now_ms));
}

#define GATEWAY_LINES                                                                                        \
    "ERRORS 2\nTASK_FAILURES 3\nMEMORY_PSS 1048576\nGATEWAY_STATE 1\nGATEWAY_CONNECTED 1\nGATEWAY_CONNECTS " \
    "1\n"                                                                                                    \
    "GATEWAY_READIES 1\nGATEWAY_DISCONNECTS 2\nGATEWAY_LAST_ACK 1704110405\n"                                \
    "GATEWAY_RTT 0.5 4 0 0 0 0 4 0 0 0 0 0 0\n"

static void make_observer(struct observer *o, uint64_t now_ms)
{
    observer_init(o, &OPTIONS, now_ms, wall_at(now_ms));
}

static void hear_all(struct observer *o, uint64_t now_ms)
{
    hear_snapshot(o, now_ms);
    hear_metrics(o, WORKER_GATEWAY, GATEWAY_LINES, now_ms);
    hear_metrics(o, WORKER_SHEETS, "SHEETS_STATE 1\nMEMORY_PSS 1048576\n", now_ms);
    observer_tick(o, now_ms, wall_at(now_ms));
}

static struct report report_at(const struct observer *o, uint64_t requests, uint64_t now_ms)
{
    struct report r;
    observer_report(o, requests, now_ms, wall_at(now_ms), &r);
    return r;
}

static struct observer o, next;

static void before_any_news_it_is_starting(void **state)
{
    (void)state;
    make_observer(&o, 5000);
    struct report r = report_at(&o, 1, 5000);
    assert_int_equal(r.status, HEALTH_STARTING);
    assert_int_equal(r.uptime_s, 0);
    observer_fini(&o);
}

static void no_news_for_30_s_is_down(void **state)
{
    (void)state;
    make_observer(&o, 5000);
    observer_tick(&o, 35000, wall_at(35000));
    assert_int_equal(report_at(&o, 1, 35000).status, HEALTH_DOWN);
    observer_fini(&o);
}

static void a_report_adds_up_what_was_heard(void **state)
{
    (void)state;
    make_observer(&o, 5000);
    hear_all(&o, 61000);
    struct report r = report_at(&o, 7, 61000);
    assert_int_equal(r.status, HEALTH_HEALTHY);
    assert_int_equal(r.uptime_s, 60);
    assert_int_equal(r.requests, 7);
    assert_int_equal(r.errors, 2);
    assert_int_equal(r.task_failures, 3);
    assert_int_equal(r.connection_events, 4);
    assert_int_equal(r.memory_bytes, 2 * MIB);
    assert_float_equal(r.latency_mean_s, 0.125, 0.0001);
    assert_float_equal(r.memory_mean_bytes, 2 * MIB, 1);
    assert_int_equal(r.timeline->last_heartbeat_s, 1704110405);
    assert_true(r.connected);
    observer_fini(&o);
}

/* The mean must not begin with what only the supervisor saw, and not wait for a tick either. */
static void the_first_mean_of_memory_is_of_what_every_program_measured(void **state)
{
    (void)state;
    make_observer(&o, 1500);
    static const char BODY[] = "{\"started_monotonic_ms\":1000,\"now_monotonic_ms\":1600,\"workers\":["
                               "{\"name\":\"gateway-worker\",\"state\":\"up\",\"memory_bytes\":99000000},"
                               "{\"name\":\"sheets-worker\",\"state\":\"up\",\"memory_bytes\":99000000}]}";
    assert_false(err_is(observer_snapshot(&o, BODY, sizeof(BODY) - 1, 1600, wall_at(1600))));
    observer_tick(&o, 1600, wall_at(1600));
    hear_metrics(&o, WORKER_SUPERVISOR, "MEMORY_PSS 1048576\n", 1700);
    hear_metrics(&o, WORKER_SHEETS, "MEMORY_PSS 1048576\n", 1700);
    struct report r = report_at(&o, 1, 1700);
    assert_false(r.memory_mean_known || r.memory_known || r.latency_known);
    hear_metrics(&o, WORKER_GATEWAY, GATEWAY_LINES, 1700);
    r = report_at(&o, 1, 1700);
    assert_true(r.memory_mean_known && r.memory_known && r.latency_known);
    assert_float_equal(r.memory_mean_bytes, 3 * MIB, 1);
    observer_fini(&o);
}

static void memory_over_its_limit_is_told_once_and_degrades_after_30_s(void **state)
{
    (void)state;
    make_observer(&o, 5000);
    hear_all(&o, 61000);
    hear_metrics(&o, WORKER_SHEETS, "MEMORY_PSS 600000000\n", 61500);
    assert_true(observer_tick(&o, 62000, wall_at(62000)));
    assert_false(observer_tick(&o, 63000, wall_at(63000)));
    assert_int_equal(report_at(&o, 1, 63000).status, HEALTH_HEALTHY);
    hear_snapshot(&o, 91000);
    hear_metrics(&o, WORKER_GATEWAY, GATEWAY_LINES, 91000);
    assert_false(observer_tick(&o, 92000, wall_at(92000)));
    assert_int_equal(report_at(&o, 1, 92000).status, HEALTH_DEGRADED);
    observer_fini(&o);
}

static void a_successor_goes_on_counting_how_long_something_has_been_wrong(void **state)
{
    (void)state;
    static const char OFF[] = "SHEETS_STATE 3\nMEMORY_PSS 1048576\n";
    struct buffer kept;
    buffer_init(&kept, OBSERVER_KEPT_MOST);
    make_observer(&o, 5000);
    hear_all(&o, 61000);
    hear_metrics(&o, WORKER_SHEETS, OFF, 62000);
    observer_keep(&o, &kept, 70000);
    observer_fini(&o);

    make_observer(&next, 91000);
    observer_restore(&next, kept.data, kept.length, 91000, wall_at(91000));
    hear_snapshot(&next, 91000);
    hear_metrics(&next, WORKER_GATEWAY, GATEWAY_LINES, 91000);
    hear_metrics(&next, WORKER_SHEETS, OFF, 91500);
    assert_int_equal(report_at(&next, 1, 91500).status, HEALTH_HEALTHY);
    observer_tick(&next, 92000, wall_at(92000));
    assert_int_equal(report_at(&next, 1, 92000).status, HEALTH_DEGRADED);
    observer_fini(&next);
    buffer_free(&kept);
}

static void a_successor_answers_as_its_predecessor_would(void **state)
{
    (void)state;
    struct buffer kept;
    buffer_init(&kept, OBSERVER_KEPT_MOST);
    make_observer(&o, 5000);
    hear_all(&o, 61000);
    observer_own_metrics(&o)->values[METRIC_ERRORS].value = 5;
    observer_keep(&o, &kept, 62000);
    assert_false(kept.failed);

    make_observer(&next, 63000);
    observer_restore(&next, kept.data, kept.length, 63000, wall_at(63000));
    hear_metrics(&next, WORKER_GATEWAY, GATEWAY_LINES, 63000); /* the supervisor hands these over */
    hear_metrics(&next, WORKER_SHEETS, "SHEETS_STATE 1\nMEMORY_PSS 1048576\n", 63000);
    struct report before = report_at(&o, 7, 63000), after = report_at(&next, 7, 63000);
    assert_int_equal(after.status, HEALTH_HEALTHY);
    assert_int_equal(after.uptime_s, before.uptime_s);
    assert_int_equal(after.errors, 7);
    assert_int_equal(after.task_failures, before.task_failures);
    assert_int_equal(after.status_since_ms, before.status_since_ms);
    assert_float_equal(after.latency_mean_s, before.latency_mean_s, 0.000001);
    assert_float_equal(after.memory_mean_bytes, before.memory_mean_bytes, 0.001);
    assert_string_equal(after.instance_id, before.instance_id);
    observer_fini(&o);
    observer_fini(&next);
    buffer_free(&kept);
}

static void what_is_kept_fits_even_when_every_slice_is_full(void **state)
{
    (void)state;
    struct buffer kept;
    buffer_init(&kept, OBSERVER_KEPT_MOST);
    make_observer(&o, 5000);
    for (uint64_t now = 4000000000; now < 4003600000; now += 1000) {
        char lines[128];
        unsigned long long n = (now - 4000000000) / 1000 + 1;
        snprintf(lines, sizeof(lines),
                 "TASK_FAILURES %llu\nGATEWAY_RTT %llu.123456 %llu 0 0 0 0 0 0 0 0 0 0 0\n", n, n, n);
        hear_metrics(&o, WORKER_GATEWAY, lines, now);
        hear_snapshot(&o, now);
        observer_tick(&o, now, wall_at(now));
    }
    observer_keep(&o, &kept, 4003600000);
    assert_false(kept.failed);
    observer_fini(&o);
    buffer_free(&kept);
}

static void malformed_keepsakes_are_ignored(void **state)
{
    (void)state;
    static const char *const BODIES[] = {
        "",
        "{",
        "[]",
        "{\"kept\":99,\"memory\":2}",
        "{\"kept\":1,\"memory\":9}",
        "{\"kept\":1,\"snapshot\":\"{\",\"timeline\":7,\"averages\":[],\"metrics\":{}}"};
    for (size_t i = 0; i < sizeof(BODIES) / sizeof(BODIES[0]); i++) {
        make_observer(&o, 5000);
        observer_restore(&o, BODIES[i], strlen(BODIES[i]), 5000, wall_at(5000));
        assert_int_equal(report_at(&o, 1, 5000).status, HEALTH_STARTING);
        assert_int_equal(o.memory.level, MEMORY_FINE);
        observer_fini(&o);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_any_news_it_is_starting),
        cmocka_unit_test(no_news_for_30_s_is_down),
        cmocka_unit_test(a_report_adds_up_what_was_heard),
        cmocka_unit_test(the_first_mean_of_memory_is_of_what_every_program_measured),
        cmocka_unit_test(memory_over_its_limit_is_told_once_and_degrades_after_30_s),
        cmocka_unit_test(a_successor_goes_on_counting_how_long_something_has_been_wrong),
        cmocka_unit_test(a_successor_answers_as_its_predecessor_would),
        cmocka_unit_test(what_is_kept_fits_even_when_every_slice_is_full),
        cmocka_unit_test(malformed_keepsakes_are_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
