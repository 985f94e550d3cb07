/* incident_log.h: what is an incident, how long, how bad, and what ended it. */
#include "incident_log.h"

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
static struct incident_log l;

static int set_up(void **state)
{
    (void)state;
    service_init(&s);
    memset(&l, 0, sizeof(l));
    return 0;
}

static struct incident_step after(unsigned seconds)
{
    struct incident_step step = {0};
    for (unsigned i = 0; i < seconds; i++) {
        service_passes(&s, 1000);
        step = incident_log_look(&l, &s.report);
    }
    return step;
}

static void each_change_of_status_or_reason_is_a_transition(void **state)
{
    (void)state;
    struct incident_step step = after(1);
    assert_true(step.transition);
    assert_int_equal(step.now.at_ms, s.report.wall_ms);
    assert_false(after(10).transition);
    service_status(&s, HEALTH_HEALTHY, "gateway_reconnecting");
    step = after(1);
    assert_true(step.transition && !step.incident);
    assert_string_equal(step.now.reason, "gateway_reconnecting");
}

static void an_incident_has_the_worst_status_and_its_first_reason(void **state)
{
    (void)state;
    after(1);
    service_status(&s, HEALTH_DEGRADED, "gateway_lost");
    s.report.connected = false;
    struct incident_step step = after(1);
    assert_true(step.incident);
    int64_t began_ms = s.report.wall_ms;
    service_status(&s, HEALTH_DEGRADED, "memory_high");
    assert_false(after(1).incident);
    assert_string_equal(l.incident.reason, "gateway_lost");
    service_status(&s, HEALTH_DOWN, "discord_ip_block");
    assert_true(after(1).incident);
    service_status(&s, HEALTH_DEGRADED, "gateway_lost");
    assert_false(after(7).incident);
    service_status(&s, HEALTH_HEALTHY, "");
    step = after(1);
    assert_true(step.incident);
    assert_int_equal(step.changed.began_ms, began_ms);
    assert_int_equal(step.changed.ended_ms, s.report.wall_ms);
    assert_int_equal(step.changed.status, HEALTH_DOWN);
    assert_string_equal(step.changed.reason, "discord_ip_block");
    assert_int_equal(step.changed.seconds, 10);
    assert_false(after(5).incident);
}

static enum incident_end end_after(void (*change)(void))
{
    set_up(NULL);
    after(1);
    service_status(&s, HEALTH_DOWN, "gateway_lost");
    s.report.connected = false;
    after(60);
    change();
    s.report.connected = true;
    service_status(&s, HEALTH_HEALTHY, "");
    return after(1).changed.end;
}

static void nothing(void)
{
}
static void resumed(void)
{
    service_metric(&s, WORKER_GATEWAY, METRIC_GATEWAY_RESUMES, 1);
}
static void readied(void)
{
    service_metric(&s, WORKER_GATEWAY, METRIC_GATEWAY_READIES, 1);
}
static void worker_restarted(void)
{
    s.snapshot.supervisor.workers[WORKER_SHEETS].restarts = 1;
}
static void service_restarted(void)
{
    s.snapshot.supervisor.started_ms = s.report.now_ms;
    service_status(&s, HEALTH_STARTING, "first_connection");
    after(3);
}

static void what_ended_it_is_said(void **state)
{
    (void)state;
    assert_int_equal(end_after(nothing), INCIDENT_RECOVERED);
    assert_int_equal(end_after(resumed), INCIDENT_RESUMED);
    assert_int_equal(end_after(readied), INCIDENT_READY);
    assert_int_equal(end_after(worker_restarted), INCIDENT_WORKER_RESTARTED);
    assert_int_equal(end_after(service_restarted), INCIDENT_SERVICE_RESTARTED);
}

static void starting_neither_begins_nor_ends_one(void **state)
{
    (void)state;
    service_status(&s, HEALTH_STARTING, "no_data_yet");
    assert_false(after(10).incident);
    assert_false(l.is_open);
    service_status(&s, HEALTH_DEGRADED, "sheets_off");
    after(5);
    service_status(&s, HEALTH_STARTING, "first_connection");
    assert_false(after(5).incident);
    assert_true(l.is_open);
}

static void the_longest_silence_of_the_gateway_is_kept(void **state)
{
    (void)state;
    after(1);
    s.timeline.last_heartbeat_s = s.report.wall_ms / 1000;
    after(20);
    service_status(&s, HEALTH_DOWN, "gateway_lost");
    after(100);
    assert_int_equal(l.incident.longest_silence_s, 119);
    s.timeline.last_heartbeat_s = s.report.wall_ms / 1000;
    s.report.wall_ms += 86400000; /* a clock that jumps is no silence */
    after(30);
    assert_int_equal(l.incident.longest_silence_s, 119);
    after(100);
    assert_int_equal(l.incident.longest_silence_s, 129);
}

static void duration_is_by_the_monotonic_clock(void **state)
{
    (void)state;
    after(1);
    service_status(&s, HEALTH_DOWN, "x");
    after(1);
    s.report.wall_ms -= 86400000;
    after(60);
    service_status(&s, HEALTH_HEALTHY, "");
    struct incident_step step = after(1);
    assert_int_equal(step.changed.seconds, 61);
    assert_true(step.changed.ended_ms >= step.changed.began_ms);
}

static struct incident_left left_by_predecessor(void)
{
    struct incident_left left = {.incident = {.began_ms = (NOW_WALL_S - 100) * 1000,
                                              .status = HEALTH_DOWN,
                                              .reason = "gateway_lost",
                                              .seconds = 80,
                                              .longest_silence_s = 200},
                                 .observed_s = NOW_WALL_S - 20,
                                 .life_ms = s.snapshot.supervisor.started_ms};
    return left;
}

static void an_open_one_goes_on_over_a_restart(void **state)
{
    (void)state;
    struct incident ended;
    struct incident_left left = left_by_predecessor();
    assert_false(incident_log_go_on(&l, &left, &s.report, &ended));
    service_status(&s, HEALTH_DEGRADED, "gateway_lost");
    assert_false(after(1).incident);
    after(5);
    service_status(&s, HEALTH_HEALTHY, "");
    struct incident_step step = after(1);
    assert_int_equal(step.changed.began_ms, left.incident.began_ms);
    assert_int_equal(step.changed.status, HEALTH_DOWN);
    assert_int_equal(step.changed.seconds, 80 + 20 + 6);
    assert_int_equal(step.changed.longest_silence_s, 200);
    assert_int_equal(step.changed.end, INCIDENT_RECOVERED);
}

static void a_restart_of_the_service_may_have_ended_it(void **state)
{
    (void)state;
    struct incident ended;
    struct incident_left left = left_by_predecessor();
    left.life_ms -= 1000000;
    assert_false(incident_log_go_on(&l, &left, &s.report, &ended));
    service_status(&s, HEALTH_STARTING, "first_connection");
    after(2);
    service_status(&s, HEALTH_HEALTHY, "");
    assert_int_equal(after(1).changed.end, INCIDENT_SERVICE_RESTARTED);
}

/* A restart that did not cure it did not end it either. */
static void a_restart_in_between_is_not_what_ended_it_if_the_trouble_came_back(void **state)
{
    (void)state;
    struct incident ended;
    struct incident_left left = left_by_predecessor();
    left.life_ms -= 1000000;
    assert_false(incident_log_go_on(&l, &left, &s.report, &ended));
    service_status(&s, HEALTH_DOWN, "discord_ip_block");
    after(5);
    service_status(&s, HEALTH_HEALTHY, "");
    assert_int_equal(after(1).changed.end, INCIDENT_RECOVERED);
}

static void one_that_nobody_saw_end_ended_when_it_was_last_seen(void **state)
{
    (void)state;
    struct incident ended;
    struct incident_left left = left_by_predecessor();
    left.observed_s = NOW_WALL_S - INCIDENT_GAP_MAX_S - 1;
    left.incident.began_ms = (left.observed_s - 50) * 1000;
    assert_true(incident_log_go_on(&l, &left, &s.report, &ended));
    assert_int_equal(ended.ended_ms, left.observed_s * 1000);
    assert_int_equal(ended.end, INCIDENT_NOT_OBSERVED);
    assert_int_equal(ended.seconds, 80);
    assert_false(l.is_open);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(each_change_of_status_or_reason_is_a_transition, set_up),
        cmocka_unit_test_setup(an_incident_has_the_worst_status_and_its_first_reason, set_up),
        cmocka_unit_test_setup(what_ended_it_is_said, set_up),
        cmocka_unit_test_setup(starting_neither_begins_nor_ends_one, set_up),
        cmocka_unit_test_setup(the_longest_silence_of_the_gateway_is_kept, set_up),
        cmocka_unit_test_setup(duration_is_by_the_monotonic_clock, set_up),
        cmocka_unit_test_setup(an_open_one_goes_on_over_a_restart, set_up),
        cmocka_unit_test_setup(a_restart_of_the_service_may_have_ended_it, set_up),
        cmocka_unit_test_setup(a_restart_in_between_is_not_what_ended_it_if_the_trouble_came_back, set_up),
        cmocka_unit_test_setup(one_that_nobody_saw_end_ended_when_it_was_last_seen, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
