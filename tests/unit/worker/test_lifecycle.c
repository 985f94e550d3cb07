/* The lifecycle table is whole and leads nowhere that it should not. */
#include "lifecycle.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_pair_is_declared_exactly_once(void **state)
{
    (void)state;
    int declared[LIFECYCLE_STATES][LIFECYCLE_EVENTS] = {0};
#define NEXT(from, event, to, action) declared[LIFECYCLE_##from][LIFECYCLE_##event]++;
#define IGNORE(from, event)           declared[LIFECYCLE_##from][LIFECYCLE_##event]++;
#define ILLEGAL(from, event)          declared[LIFECYCLE_##from][LIFECYCLE_##event]++;
#include "lifecycle.def"
    for (int s = 0; s < LIFECYCLE_STATES; s++)
        for (int e = 0; e < LIFECYCLE_EVENTS; e++) {
            if (declared[s][e] != 1)
                print_error("%s, %s\n", lifecycle_state_name((enum lifecycle_state)s),
                            lifecycle_event_name((enum lifecycle_event)e));
            assert_int_equal(declared[s][e], 1);
            assert_int_not_equal(lifecycle_next((enum lifecycle_state)s, (enum lifecycle_event)e).kind,
                                 LIFECYCLE_UNDECLARED);
        }
}

static bool drains(enum lifecycle_state state)
{
    return state == LIFECYCLE_DRAINING || state == LIFECYCLE_DRAINING_RENEWAL ||
           state == LIFECYCLE_DRAINING_END;
}

static bool has_process(enum lifecycle_state state)
{
    return state != LIFECYCLE_STOPPED && state != LIFECYCLE_WAITING && !drains(state);
}

/* Its last frames are read before anything follows: what it retained for its successor may be among them. */
static void every_exit_is_followed_by_a_drain(void **state)
{
    (void)state;
    for (int s = 0; s < LIFECYCLE_STATES; s++) {
        struct lifecycle_step step = lifecycle_next((enum lifecycle_state)s, LIFECYCLE_EXITED);
        assert_int_equal(step.kind,
                         has_process((enum lifecycle_state)s) ? LIFECYCLE_STEP : LIFECYCLE_ILLEGAL);
        if (step.kind == LIFECYCLE_STEP) {
            assert_true(drains(step.to));
            assert_int_equal(step.action, LIFECYCLE_DO_DRAIN);
        }
    }
}

/* Somebody else may hold the other side of the channel for ever. */
static void a_drain_ends_with_its_channel_or_with_its_time_and_leads_to_the_same(void **state)
{
    (void)state;
    for (int s = 0; s < LIFECYCLE_STATES; s++) {
        if (!drains((enum lifecycle_state)s))
            continue;
        struct lifecycle_step ended = lifecycle_next((enum lifecycle_state)s, LIFECYCLE_CHANNEL_ENDED);
        struct lifecycle_step late = lifecycle_next((enum lifecycle_state)s, LIFECYCLE_TIME_UP);
        assert_int_equal(ended.kind, LIFECYCLE_STEP);
        assert_false(drains(ended.to));
        assert_int_equal(late.to, ended.to);
        assert_int_equal(late.action, ended.action);
    }
}

/* A process that lives on without its channel is the watchdog's to find. */
static void a_channel_that_ends_before_its_process_changes_nothing(void **state)
{
    (void)state;
    for (int s = 0; s < LIFECYCLE_STATES; s++)
        if (has_process((enum lifecycle_state)s))
            assert_int_equal(lifecycle_next((enum lifecycle_state)s, LIFECYCLE_CHANNEL_ENDED).kind,
                             LIFECYCLE_IGNORE);
}

/* From wherever a stop is asked, the worker ends as STOPPED once it dies or is overdue and dies. */
static void an_asked_end_always_ends_in_stopped(void **state)
{
    (void)state;
    for (int s = 0; s < LIFECYCLE_STATES; s++) {
        enum lifecycle_state now = lifecycle_next((enum lifecycle_state)s, LIFECYCLE_END).to;
        if (has_process(now)) {
            assert_int_equal(lifecycle_next(now, LIFECYCLE_TIME_UP).action, LIFECYCLE_DO_KILL);
            now = lifecycle_next(now, LIFECYCLE_EXITED).to;
        }
        if (now != LIFECYCLE_STOPPED)
            now = lifecycle_next(now, LIFECYCLE_CHANNEL_ENDED).to;
        assert_int_equal(now, LIFECYCLE_STOPPED);
    }
}

static void nothing_starts_again_after_the_end(void **state)
{
    (void)state;
    static const enum lifecycle_state ENDS[] = {LIFECYCLE_ENDING, LIFECYCLE_DRAINING_END};
    for (int e = 0; e < LIFECYCLE_EVENTS; e++) {
        assert_int_equal(lifecycle_next(LIFECYCLE_STOPPED, (enum lifecycle_event)e).to, LIFECYCLE_STOPPED);
        for (size_t i = 0; i < 2; i++)
            assert_int_not_equal(lifecycle_next(ENDS[i], (enum lifecycle_event)e).action,
                                 LIFECYCLE_DO_LAUNCH);
    }
}

static void a_crash_is_never_given_up(void **state)
{
    (void)state;
    struct lifecycle_step died = lifecycle_next(LIFECYCLE_UP, LIFECYCLE_EXITED);
    assert_int_equal(died.to, LIFECYCLE_DRAINING);
    died = lifecycle_next(died.to, LIFECYCLE_CHANNEL_ENDED);
    assert_int_equal(died.to, LIFECYCLE_WAITING);
    assert_int_equal(died.action, LIFECYCLE_DO_PLAN_RESTART);
    assert_int_equal(lifecycle_next(LIFECYCLE_WAITING, LIFECYCLE_TIME_UP).action, LIFECYCLE_DO_LAUNCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_is_declared_exactly_once),
        cmocka_unit_test(every_exit_is_followed_by_a_drain),
        cmocka_unit_test(a_drain_ends_with_its_channel_or_with_its_time_and_leads_to_the_same),
        cmocka_unit_test(a_channel_that_ends_before_its_process_changes_nothing),
        cmocka_unit_test(an_asked_end_always_ends_in_stopped),
        cmocka_unit_test(nothing_starts_again_after_the_end),
        cmocka_unit_test(a_crash_is_never_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
