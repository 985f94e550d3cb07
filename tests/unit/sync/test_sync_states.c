/* Each state ends somewhere, and nowhere else. */
#include "sync_states.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_request_ends_well_or_badly_and_then_the_schedule_decides(void **state)
{
    (void)state;
    for (enum sync_state s = SYNC_FINDING_TAB; s < SYNC_NEVER; s++) {
        bool records = sync_state_records(s);
        assert_int_equal(sync_state_after(s, SYNC_DONE) == SYNC_RESTING, !records);
        assert_int_equal(sync_state_after(s, SYNC_FAILED), records ? SYNC_NEVER : SYNC_RESTING);
    }
}

/* Is `to` begun by nothing but `from`, or by what `from` led to? */
static bool only_after(enum sync_state from, enum sync_state to)
{
    for (enum sync_state s = SYNC_RESTING; s < SYNC_NEVER; s++)
        for (enum sync_ending e = SYNC_DONE; e < SYNC_ENDINGS; e++)
            if (sync_state_after(s, e) == to && s != from && !only_after(from, s))
                return false;
    return to != SYNC_RESTING;
}

static void every_write_to_cells_leaves_only_from_the_disk(void **state)
{
    (void)state;
    for (enum sync_state s = SYNC_FINDING_TAB; s < SYNC_NEVER; s++) {
        enum sync_state record = sync_state_record(s);
        assert_int_equal(record != SYNC_NEVER, sync_state_quota(s) == QUOTA_WRITE);
        if (sync_state_records(s) || record == SYNC_NEVER)
            continue;
        assert_int_equal(record == SYNC_RESTING, s == SYNC_WIDENING_TAB); /* which touches none */
        assert_true(record == SYNC_RESTING || only_after(record, s));
    }
    assert_int_equal(sync_state_after(SYNC_RECORDING, SYNC_STALE), SYNC_RESTING);
    assert_int_equal(sync_state_after(SYNC_RECORDING_RESTORE, SYNC_STALE), SYNC_RESTING);
}

static void nothing_ends_that_did_not_begin(void **state)
{
    (void)state;
    for (enum sync_ending e = SYNC_DONE; e < SYNC_ENDINGS; e++)
        assert_int_equal(sync_state_after(SYNC_RESTING, e), SYNC_NEVER);
}

static void what_follows_by_itself_is_a_write_or_the_look_before_it(void **state)
{
    (void)state;
    for (enum sync_state s = SYNC_FINDING_TAB; s < SYNC_NEVER; s++)
        for (enum sync_ending e = SYNC_DONE; e < SYNC_ENDINGS; e++) {
            enum sync_state after = sync_state_after(s, e);
            if (after != SYNC_NEVER && after != SYNC_RESTING && after != SYNC_CHECKING_DUPLICATE)
                assert_int_equal(sync_state_quota(after), QUOTA_WRITE);
        }
    assert_int_equal(sync_state_after(SYNC_FINDING_TAB, SYNC_NARROW), SYNC_WIDENING_TAB);
    assert_int_equal(sync_state_after(SYNC_CHECKING_DUPLICATE, SYNC_CLEARABLE), SYNC_CLEARING_DUPLICATE);
}

static void only_a_read_can_lag_and_only_a_batch_be_halved(void **state)
{
    (void)state;
    for (enum sync_state s = SYNC_RESTING; s < SYNC_NEVER; s++) {
        assert_int_equal(sync_state_after(s, SYNC_LAGS) == SYNC_RESTING, s == SYNC_READING);
        assert_int_equal(sync_state_after(s, SYNC_SMALLER) == SYNC_RESTING, s == SYNC_WRITING);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_request_ends_well_or_badly_and_then_the_schedule_decides),
        cmocka_unit_test(every_write_to_cells_leaves_only_from_the_disk),
        cmocka_unit_test(nothing_ends_that_did_not_begin),
        cmocka_unit_test(what_follows_by_itself_is_a_write_or_the_look_before_it),
        cmocka_unit_test(only_a_read_can_lag_and_only_a_batch_be_halved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
