/* What each event of a worker's life orders, and what it does to its times. */
#include "life.h"

#include "exit_status.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define HANG_MS 30000

static struct life l;
static uint64_t now_ms;

static struct life_order happens(enum lifecycle_event event)
{
    return life_apply(&l, event, now_ms, UINT32_MAX / 2);
}

static void starts(void)
{
    assert_int_equal(happens(LIFECYCLE_TIME_UP).action, LIFECYCLE_DO_LAUNCH);
    life_launched(&l);
}

static void comes_up(void)
{
    starts();
    assert_int_equal(happens(LIFECYCLE_READY).action, LIFECYCLE_DO_ANNOUNCE);
}

static struct life_order dies(int wait_status)
{
    struct life_order drained = happens(life_collected(&l, wait_status, 0));
    assert_int_equal(drained.action, LIFECYCLE_DO_DRAIN);
    assert_false(drained.instance_over);
    assert_int_equal(drained.timer_ms, LIFE_LAST_FRAMES_MS);
    return happens(LIFECYCLE_CHANNEL_ENDED);
}

static int fresh(void **state)
{
    (void)state;
    now_ms = 1000;
    life_init(&l, WORKER_SHEETS, HANG_MS);
    return 0;
}

static void a_death_closes_the_channel_and_is_told_only_of_a_worker_that_served(void **state)
{
    (void)state;
    starts();
    struct life_order o = dies(SIGSEGV);
    assert_true(o.instance_over);
    assert_false(o.was_up);
    comes_up();
    now_ms += 5000;
    o = dies(SIGSEGV);
    assert_true(o.instance_over && o.was_up);
    assert_int_equal(o.death.kind, DEATH_SUDDEN);
    assert_int_equal(o.death.served_ms, 5000);
    assert_int_equal(o.death.deaths, 2);
    assert_string_equal(life_view(&l, now_ms).state, "waiting");
    assert_int_equal(life_view(&l, now_ms).up_since_ms, 0);
}

static void the_wait_for_the_next_start_is_the_timer_and_is_shown(void **state)
{
    (void)state;
    comes_up();
    dies(SIGKILL);
    comes_up();
    struct life_order o = dies(SIGKILL);
    assert_true(o.death.wait_ms > 0);
    assert_int_equal(o.timer, LIFE_TIMER_START);
    assert_int_equal(o.timer_ms, o.death.wait_ms);
    assert_int_equal(life_view(&l, now_ms).next_start_in_ms, o.death.wait_ms);
    assert_int_equal(life_view(&l, now_ms + 3600000).next_start_in_ms, 0);
    starts();
    assert_int_equal(life_view(&l, now_ms).next_start_in_ms, 0);
    assert_int_equal(l.restarts, 2);
    assert_int_equal(l.generation, 3);
}

static void silence_is_an_abort_then_a_kill_and_the_death_was_expected(void **state)
{
    (void)state;
    struct watchdog_turn turn = {.may_judge = true};
    comes_up();
    now_ms += 1000;
    life_heartbeat(&l, now_ms);
    now_ms += HANG_MS - 1;
    assert_false(life_watch(&l, now_ms, turn));
    now_ms += 1;
    assert_true(life_watch(&l, now_ms, turn));
    struct life_order o = happens(LIFECYCLE_SILENT);
    assert_int_equal(o.action, LIFECYCLE_DO_ABORT);
    assert_int_equal(o.after_ms, HANG_MS);
    assert_int_equal(o.timer_ms, LIFE_ABORT_GRACE_MS);
    assert_false(life_watch(&l, now_ms + HANG_MS, turn));
    o = happens(LIFECYCLE_TIME_UP);
    assert_int_equal(o.action, LIFECYCLE_DO_KILL);
    assert_false(o.unkillable);
    assert_true(happens(LIFECYCLE_TIME_UP).unkillable);
    assert_int_equal(dies(SIGKILL).death.kind, DEATH_EXPECTED);
    assert_string_equal(l.last_exit, "hung, signal 9 (Killed)");
}

static void silence_is_counted_from_the_launch_until_a_heartbeat(void **state)
{
    (void)state;
    starts();
    now_ms += LIFE_BOOT_MS;
    assert_true(life_watch(&l, now_ms, (struct watchdog_turn){.may_judge = true}));
    assert_int_equal(happens(LIFECYCLE_SILENT).after_ms, LIFE_BOOT_MS);
}

static void a_farewell_among_the_last_frames_still_counts(void **state)
{
    (void)state;
    comes_up();
    happens(life_collected(&l, 0, 0));
    struct life_order o = happens(LIFECYCLE_LEAVES);
    assert_int_equal(o.kind, LIFECYCLE_STEP);
    assert_int_equal(o.timer, LIFE_TIMER_KEEP);
    assert_int_equal(happens(LIFECYCLE_CHANNEL_ENDED).death.kind, DEATH_EXPECTED);
}

static void a_farewell_before_its_death_is_no_excuse_for_a_crash(void **state)
{
    (void)state;
    comes_up();
    assert_int_equal(happens(LIFECYCLE_LEAVES).timer_ms, LIFE_GRACE_MS);
    assert_int_equal(dies(SIGSEGV).death.kind, DEATH_SUDDEN);
    comes_up();
    happens(LIFECYCLE_LEAVES);
    assert_int_equal(dies(0).death.kind, DEATH_EXPECTED);
    comes_up(); /* the farewell was its predecessor's */
    assert_int_equal(dies(0).death.kind, DEATH_SUDDEN);
}

static void a_wrong_configuration_is_named_whatever_else_there_was(void **state)
{
    (void)state;
    starts();
    happens(LIFECYCLE_LEAVES);
    struct life_order o = dies(EXIT_CONFIGURATION << 8);
    assert_int_equal(o.death.kind, DEATH_MISCONFIGURED);
    assert_int_equal(o.death.wait_ms, RESTART_CONFIGURATION_MS);
}

static void a_crash_loop_begins_once(void **state)
{
    (void)state;
    unsigned begun = 0;
    for (unsigned i = 0; i < 3 * RESTART_DEATHS_TOLERATED; i++) {
        starts();
        begun += dies(SIGSEGV).death.loop_begins;
    }
    assert_int_equal(begun, 1);
    assert_true(life_view(&l, now_ms).crash_loop);
    comes_up();
    now_ms += RESTART_STEADY_MS;
    life_watch(&l, now_ms, (struct watchdog_turn){.may_judge = true});
    assert_false(life_view(&l, now_ms).crash_loop);
}

static void what_could_not_be_launched_is_tried_again_and_is_no_death(void **state)
{
    (void)state;
    happens(LIFECYCLE_TIME_UP);
    life_not_launched(&l, "spawn.fork", 11);
    struct life_order o = happens(LIFECYCLE_LAUNCH_FAILED);
    assert_int_equal(o.action, LIFECYCLE_DO_PLAN_RELAUNCH);
    assert_true(o.instance_over);
    assert_true(o.timer_ms > 0 && o.timer_ms == o.death.wait_ms);
    assert_string_equal(l.last_exit, "spawn.fork: Resource temporarily unavailable");
    assert_int_equal(l.restart.deaths, 0);
}

static void an_exec_that_failed_is_not_drained(void **state)
{
    (void)state;
    starts();
    assert_int_equal(life_collected(&l, 0, 2), LIFECYCLE_LAUNCH_FAILED);
    assert_string_equal(l.last_exit, "exec: No such file or directory");
    assert_int_equal(happens(LIFECYCLE_LAUNCH_FAILED).action, LIFECYCLE_DO_PLAN_RELAUNCH);
}

static void a_renewal_starts_the_successor_at_once_but_after_the_last_frames(void **state)
{
    (void)state;
    comes_up();
    l.grace_ms = LIFE_GRACE_MS;
    struct life_order o = happens(LIFECYCLE_RENEW);
    assert_int_equal(o.action, LIFECYCLE_DO_ASK_TO_END);
    assert_int_equal(o.timer_ms, LIFE_GRACE_MS);
    assert_string_equal(life_view(&l, now_ms).state, "starting");
    o = dies(0);
    assert_int_equal(o.action, LIFECYCLE_DO_LAUNCH);
    assert_true(o.instance_over && o.was_up);
    assert_int_equal(o.timer, LIFE_TIMER_STOP);
}

static void what_is_asked_of_a_dead_worker_waits_for_its_last_frames(void **state)
{
    (void)state;
    comes_up();
    happens(life_collected(&l, SIGKILL, 0));
    assert_int_equal(happens(LIFECYCLE_RENEW).timer, LIFE_TIMER_KEEP);
    assert_int_equal(happens(LIFECYCLE_END).timer, LIFE_TIMER_KEEP);
    struct life_order o = happens(LIFECYCLE_TIME_UP);
    assert_int_equal(o.action, LIFECYCLE_DO_GONE);
    assert_true(o.had_process);
    assert_false(o.clean);
    assert_string_equal(life_view(&l, now_ms).state, "stopped");
}

static void an_end_is_clean_where_it_was_asked_or_forced(void **state)
{
    (void)state;
    comes_up();
    happens(LIFECYCLE_END);
    assert_true(dies(0).clean);
    fresh(state);
    comes_up();
    happens(LIFECYCLE_END);
    happens(LIFECYCLE_TIME_UP);
    assert_true(dies(SIGKILL).clean);
    fresh(state);
    comes_up();
    happens(LIFECYCLE_END);
    assert_false(dies(70 << 8).clean);
    fresh(state);
    struct life_order o = happens(LIFECYCLE_END);
    assert_true(o.clean && !o.had_process && !o.instance_over);
}

static void impossible_events_order_nothing(void **state)
{
    (void)state;
    struct life_order o = happens(LIFECYCLE_READY);
    assert_int_equal(o.kind, LIFECYCLE_ILLEGAL);
    assert_int_equal(l.state, LIFECYCLE_WAITING);
}

static void a_new_patience_holds_at_once_for_a_worker_that_is_up(void **state)
{
    (void)state;
    struct watchdog_turn turn = {.may_judge = true};
    comes_up();
    life_set_hang_timeout(&l, now_ms, 5000);
    assert_false(life_watch(&l, now_ms + 4999, turn));
    assert_true(life_watch(&l, now_ms + 5000, turn));
    fresh(state);
    starts();
    life_set_hang_timeout(&l, now_ms, 5000);
    assert_false(life_watch(&l, now_ms + 5000, turn)); /* it may boot */
}

#define TEST(name) cmocka_unit_test_setup(name, fresh)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_death_closes_the_channel_and_is_told_only_of_a_worker_that_served),
        TEST(the_wait_for_the_next_start_is_the_timer_and_is_shown),
        TEST(silence_is_an_abort_then_a_kill_and_the_death_was_expected),
        TEST(silence_is_counted_from_the_launch_until_a_heartbeat),
        TEST(a_farewell_among_the_last_frames_still_counts),
        TEST(a_farewell_before_its_death_is_no_excuse_for_a_crash),
        TEST(a_wrong_configuration_is_named_whatever_else_there_was),
        TEST(a_crash_loop_begins_once),
        TEST(what_could_not_be_launched_is_tried_again_and_is_no_death),
        TEST(an_exec_that_failed_is_not_drained),
        TEST(a_renewal_starts_the_successor_at_once_but_after_the_last_frames),
        TEST(what_is_asked_of_a_dead_worker_waits_for_its_last_frames),
        TEST(an_end_is_clean_where_it_was_asked_or_forced),
        TEST(impossible_events_order_nothing),
        TEST(a_new_patience_holds_at_once_for_a_worker_that_is_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
