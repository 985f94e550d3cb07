/* history.h on a real loop and a real database, with both clocks in the test's hand. */
#include "history.h"

#include "folder_of_its_own.h"
#include "log.h"
#include "loop.h"
#include "service_now.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <uv.h>

#include <cmocka.h>

#define DAY_MS INT64_C(86400000)

static struct service_now s;
static struct loop *loop;
static struct history *history;
static bool is_stopped;

/* Until every job is done. */
static void turn(void)
{
    uv_run(loop_uv(loop), UV_RUN_DEFAULT);
}

static void born(void)
{
    history = history_create(loop, folder, &s.averages, s.report.wall_ms);
    while (history_view_place(history_view_of(history)) == HISTORY_OPENING)
        turn();
}

static int set_up(void **state)
{
    (void)state;
    log_open(&(struct log_options){.program = "test", .level = LOG_CRIT});
    make_folder();
    service_init(&s);
    loop = loop_create();
    born();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    history_destroy(&history);
    loop_destroy(&loop);
    remove_folder();
    return 0;
}

static void live(unsigned seconds)
{
    for (unsigned i = 0; i < seconds; i++) {
        service_passes(&s, 1000);
        history_tick(history, &s.report, false);
        turn();
    }
}

static uint32_t samples_between(int64_t from_s, int64_t to_s)
{
    struct history_slice slice;
    bool any = history_view_span(history_view_of(history), HISTORY_5_MIN, from_s, to_s, &slice);
    return any ? history_slice_samples(&slice) : 0;
}

static void stopped(void *ctx)
{
    (void)ctx;
    is_stopped = true;
}

static void end(void)
{
    is_stopped = false;
    history_stop(history, &s.report, stopped, NULL);
    while (!is_stopped)
        turn();
    history_destroy(&history);
}

static void what_was_before_a_restart_is_there_after_it(void **state)
{
    (void)state;
    live(3000);
    assert_int_equal(samples_between(NOW_WALL_S - 300, NOW_WALL_S + 3600), 100);
    end();
    born();
    live(1);
    assert_int_equal(samples_between(NOW_WALL_S - 300, NOW_WALL_S + 3600), 101); /* 3001 s: due again */
    assert_int_equal(history_view_place(history_view_of(history)), HISTORY_ON_DISK);
}

/* A clock that was set a year ahead for a day, and put right: its samples took the places of those that are
 * true, which the database gives back. */
static void a_far_jump_and_back_hides_nothing(void **state)
{
    (void)state;
    live(3000);
    s.report.wall_ms += 400 * DAY_MS;
    live(86400);
    s.report.wall_ms -= 401 * DAY_MS;
    live(120);
    assert_int_equal(samples_between(NOW_WALL_S - 300, NOW_WALL_S + 86400 * 2), 100 + 4);
    struct history_uptime uptime =
        history_view_uptime(history_view_of(history), 7 * 86400, s.report.wall_ms / 1000);
    assert_float_equal(uptime.observed_percent, 100.0 * 104 * 30 / (7 * 86400), 1e-9);
}

static void a_failed_task_is_known_at_once_to_the_next_life(void **state)
{
    (void)state;
    live(40);
    averages_counters(&s.averages, s.report.now_ms, 0, 0, 2);
    live(2);
    history_destroy(&history); /* killed: nothing is written at the end */
    averages_init(&s.averages);
    s.snapshot.supervisor.started_ms = s.report.now_ms;
    born();
    live(1);
    assert_float_equal(window_sum(&s.averages.task_failures, s.report.now_ms), 2, 1e-9);
    live(30);
    assert_float_equal(window_sum(&s.averages.task_failures, s.report.now_ms), 2, 1e-9); /* once only */
}

static void a_successor_in_the_same_life_adds_nothing_to_what_it_was_handed(void **state)
{
    (void)state;
    averages_counters(&s.averages, s.report.now_ms, 0, 0, 2);
    live(40);
    end();
    averages_counters(&s.averages, s.report.now_ms, 0, 0, 3); /* after the last record: the supervisor knew */
    born();
    service_passes(&s, 1000);
    history_tick(history, &s.report, true);
    assert_float_equal(window_sum(&s.averages.task_failures, s.report.now_ms), 3, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_was_before_a_restart_is_there_after_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_far_jump_and_back_hides_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_failed_task_is_known_at_once_to_the_next_life, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_successor_in_the_same_life_adds_nothing_to_what_it_was_handed,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
