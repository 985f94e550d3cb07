/* The one right next step. */
#include "schedule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct schedule_facts READY = {
    .has_token = true, .tab_known = true, .image_exact = true, .verify_ms = UINT64_MAX};

static enum schedule_action step_of(struct schedule_facts s)
{
    return schedule_next(&s).action;
}

static void nothing_is_done_when_nothing_waits_or_something_runs(void **state)
{
    (void)state;
    struct schedule_facts s = READY;
    assert_int_equal(step_of(s), SCHEDULE_REST);
    s.rows_wait = s.read_wanted = s.busy = true;
    assert_int_equal(step_of(s), SCHEDULE_REST);
}

static void token_tab_read_write_come_in_this_order(void **state)
{
    (void)state;
    struct schedule_facts s = {.rows_wait = true, .read_wanted = true};
    assert_int_equal(step_of(s), SCHEDULE_WANT_TOKEN);
    s.has_token = true;
    assert_int_equal(step_of(s), SCHEDULE_FIND_TAB);
    s.tab_known = true;
    assert_int_equal(step_of(s), SCHEDULE_READ);
    s.read_wanted = false;
    assert_int_equal(step_of(s), SCHEDULE_READ); /* the image is not good enough to write by */
    s.image_exact = true;
    assert_int_equal(step_of(s), SCHEDULE_WRITE);
}

static void a_write_waits_for_its_turn_before_it_reads(void **state)
{
    (void)state;
    struct schedule_facts s = READY;
    s.rows_wait = true;
    s.image_exact = false;
    s.spacing_ms = 900;
    assert_int_equal(step_of(s), SCHEDULE_WAIT);
    assert_int_equal(schedule_next(&s).wait_ms, 900);
    s.spacing_ms = 0;
    s.write_quota_ms = 5000;
    assert_int_equal(schedule_next(&s).wait_ms, 5000);
    s.write_quota_ms = 0;
    s.read_quota_ms = 70;
    assert_int_equal(schedule_next(&s).wait_ms, 70);
    s.read_quota_ms = 0;
    assert_int_equal(step_of(s), SCHEDULE_READ);
}

static void a_read_does_not_wait_for_the_writes_turn(void **state)
{
    (void)state;
    struct schedule_facts s = READY;
    s.read_wanted = s.rows_wait = true;
    s.spacing_ms = 900;
    s.write_quota_ms = 5000;
    assert_int_equal(step_of(s), SCHEDULE_READ);
}

static void reads_and_writes_pause_apart(void **state)
{
    (void)state;
    struct schedule_facts s = READY;
    s.write_pause_ms = 300;
    s.read_wanted = s.rows_wait = true;
    assert_int_equal(step_of(s), SCHEDULE_READ); /* readable, not writable */
    s.read_wanted = false;
    assert_int_equal(schedule_next(&s).wait_ms, 300);
    s = READY;
    s.read_pause_ms = 500;
    s.read_wanted = s.rows_wait = true;
    assert_int_equal(step_of(s), SCHEDULE_WRITE); /* the image is still good enough */
    s.image_exact = false;
    assert_int_equal(schedule_next(&s).wait_ms, 500);
    s.rows_wait = false;
    assert_int_equal(schedule_next(&s).wait_ms, 500);
}

static void the_tab_is_not_looked_for_during_any_pause(void **state)
{
    (void)state;
    struct schedule_facts s = READY;
    s.tab_known = false;
    s.rows_wait = true;
    s.write_pause_ms = 300; /* creating it failed */
    assert_int_equal(schedule_next(&s).wait_ms, 300);
}

static void what_was_written_is_confirmed_when_nothing_else_waits(void **state)
{
    (void)state;
    struct schedule_facts s = READY;
    s.verify_ms = 700;
    struct schedule_step next = schedule_next(&s);
    assert_int_equal(next.action, SCHEDULE_WAIT);
    assert_int_equal(next.wait_ms, 700);
    s.verify_ms = 0;
    assert_int_equal(step_of(s), SCHEDULE_READ);
    s.rows_wait = true;
    assert_int_equal(step_of(s), SCHEDULE_WRITE);
}

static void a_second_row_of_a_key_is_looked_at_when_a_write_may_follow_at_once(void **state)
{
    (void)state;
    struct schedule_facts s = READY;
    s.duplicate_wanted = s.rows_wait = true;
    assert_int_equal(step_of(s), SCHEDULE_CHECK_DUPLICATE);
    s.spacing_ms = 300;
    struct schedule_step next = schedule_next(&s);
    assert_int_equal(next.action, SCHEDULE_WAIT);
    assert_int_equal(next.wait_ms, 300);
}

static void nothing_is_written_before_what_it_may_fall_on_is_on_disk(void **state)
{
    (void)state;
    struct schedule_facts s = READY;
    s.keeps_rows = true;
    s.read_wanted = true;
    assert_int_equal(step_of(s), SCHEDULE_READ); /* looking harms nobody */
    s.read_wanted = false;
    s.rows_wait = true;
    assert_int_equal(step_of(s), SCHEDULE_REST);
    s.rows_wait = false;
    s.restore_wanted = true;
    assert_int_equal(step_of(s), SCHEDULE_REST);
    s.keeps_rows = false;
    assert_int_equal(step_of(s), SCHEDULE_RESTORE);
}

static void what_is_put_back_goes_before_all_other_writes_and_by_an_exact_image(void **state)
{
    (void)state;
    struct schedule_facts s = READY;
    s.restore_wanted = s.duplicate_wanted = s.rows_wait = true;
    assert_int_equal(step_of(s), SCHEDULE_RESTORE);
    s.image_exact = false; /* they may have moved again */
    assert_int_equal(step_of(s), SCHEDULE_READ);
    s.spacing_ms = 80; /* but not earlier than it may be written */
    assert_int_equal(schedule_next(&s).wait_ms, 80);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_written_before_what_it_may_fall_on_is_on_disk),
        cmocka_unit_test(what_is_put_back_goes_before_all_other_writes_and_by_an_exact_image),
        cmocka_unit_test(what_was_written_is_confirmed_when_nothing_else_waits),
        cmocka_unit_test(a_second_row_of_a_key_is_looked_at_when_a_write_may_follow_at_once),
        cmocka_unit_test(nothing_is_done_when_nothing_waits_or_something_runs),
        cmocka_unit_test(token_tab_read_write_come_in_this_order),
        cmocka_unit_test(a_write_waits_for_its_turn_before_it_reads),
        cmocka_unit_test(a_read_does_not_wait_for_the_writes_turn),
        cmocka_unit_test(reads_and_writes_pause_apart),
        cmocka_unit_test(the_tab_is_not_looked_for_during_any_pause),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
