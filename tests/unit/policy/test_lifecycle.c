/* The lifecycle table is whole and leads nowhere that it should not. */
#include "lifecycle.h"

#include <setjmp.h>
#include <stdarg.h>
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

static void every_state_with_a_process_survives_its_exit_being_told(void **state)
{
    (void)state;
    for (int s = 0; s < LIFECYCLE_STATES; s++)
        if (s != LIFECYCLE_STOPPED && s != LIFECYCLE_WAITING)
            assert_int_equal(lifecycle_next((enum lifecycle_state)s, LIFECYCLE_EXITED).kind, LIFECYCLE_STEP);
}

/* From wherever a stop is asked, the worker ends as STOPPED once it dies or is overdue and dies. */
static void an_asked_end_always_ends_in_stopped(void **state)
{
    (void)state;
    for (int s = 0; s < LIFECYCLE_STATES; s++) {
        enum lifecycle_state now = lifecycle_next((enum lifecycle_state)s, LIFECYCLE_END).to;
        if (now != LIFECYCLE_STOPPED) {
            assert_int_equal(lifecycle_next(now, LIFECYCLE_OVERDUE).action, LIFECYCLE_DO_KILL);
            now = lifecycle_next(now, LIFECYCLE_EXITED).to;
        }
        assert_int_equal(now, LIFECYCLE_STOPPED);
    }
}

static void nothing_starts_again_after_the_end(void **state)
{
    (void)state;
    for (int e = 0; e < LIFECYCLE_EVENTS; e++) {
        assert_int_equal(lifecycle_next(LIFECYCLE_STOPPED, (enum lifecycle_event)e).to, LIFECYCLE_STOPPED);
        assert_int_not_equal(lifecycle_next(LIFECYCLE_ENDING, (enum lifecycle_event)e).action,
                             LIFECYCLE_DO_LAUNCH);
    }
}

static void a_crash_is_never_given_up(void **state)
{
    (void)state;
    struct lifecycle_step died = lifecycle_next(LIFECYCLE_UP, LIFECYCLE_EXITED);
    assert_int_equal(died.to, LIFECYCLE_WAITING);
    assert_int_equal(died.action, LIFECYCLE_DO_PLAN_RESTART);
    assert_int_equal(lifecycle_next(LIFECYCLE_WAITING, LIFECYCLE_START_DUE).action, LIFECYCLE_DO_LAUNCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_pair_is_declared_exactly_once),
        cmocka_unit_test(every_state_with_a_process_survives_its_exit_being_told),
        cmocka_unit_test(an_asked_end_always_ends_in_stopped),
        cmocka_unit_test(nothing_starts_again_after_the_end),
        cmocka_unit_test(a_crash_is_never_given_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
