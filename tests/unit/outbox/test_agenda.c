/* The one right next step. */
#include "agenda.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct situation READY = {
    .has_token = true, .tab_known = true, .image_exact = true, .check_ms = UINT64_MAX};

static enum agenda_step step_of(struct situation s)
{
    return agenda_next(&s).step;
}

static void nothing_is_done_when_nothing_waits_or_something_runs(void **state)
{
    (void)state;
    struct situation s = READY;
    assert_int_equal(step_of(s), AGENDA_REST);
    s.rows_wait = s.read_wanted = s.busy = true;
    assert_int_equal(step_of(s), AGENDA_REST);
}

static void token_tab_read_write_come_in_this_order(void **state)
{
    (void)state;
    struct situation s = {.rows_wait = true, .read_wanted = true};
    assert_int_equal(step_of(s), AGENDA_WANT_TOKEN);
    s.has_token = true;
    assert_int_equal(step_of(s), AGENDA_FIND_TAB);
    s.tab_known = true;
    assert_int_equal(step_of(s), AGENDA_READ);
    s.read_wanted = false;
    assert_int_equal(step_of(s), AGENDA_READ); /* the image is not good enough to write by */
    s.image_exact = true;
    assert_int_equal(step_of(s), AGENDA_WRITE);
}

static void a_write_waits_for_its_turn_before_it_reads(void **state)
{
    (void)state;
    struct situation s = READY;
    s.rows_wait = true;
    s.image_exact = false;
    s.spacing_ms = 900;
    assert_int_equal(step_of(s), AGENDA_WAIT);
    assert_int_equal(agenda_next(&s).wait_ms, 900);
    s.spacing_ms = 0;
    s.write_quota_ms = 5000;
    assert_int_equal(agenda_next(&s).wait_ms, 5000);
    s.write_quota_ms = 0;
    s.read_quota_ms = 70;
    assert_int_equal(agenda_next(&s).wait_ms, 70);
    s.read_quota_ms = 0;
    assert_int_equal(step_of(s), AGENDA_READ);
}

static void a_read_does_not_wait_for_the_writes_turn(void **state)
{
    (void)state;
    struct situation s = READY;
    s.read_wanted = s.rows_wait = true;
    s.spacing_ms = 900;
    s.write_quota_ms = 5000;
    assert_int_equal(step_of(s), AGENDA_READ);
}

static void reads_and_writes_pause_apart(void **state)
{
    (void)state;
    struct situation s = READY;
    s.write_pause_ms = 300;
    s.read_wanted = s.rows_wait = true;
    assert_int_equal(step_of(s), AGENDA_READ); /* readable, not writable */
    s.read_wanted = false;
    assert_int_equal(agenda_next(&s).wait_ms, 300);
    s = READY;
    s.read_pause_ms = 500;
    s.read_wanted = s.rows_wait = true;
    assert_int_equal(step_of(s), AGENDA_WRITE); /* the image is still good enough */
    s.image_exact = false;
    assert_int_equal(agenda_next(&s).wait_ms, 500);
    s.rows_wait = false;
    assert_int_equal(agenda_next(&s).wait_ms, 500);
}

static void the_tab_is_not_looked_for_during_any_pause(void **state)
{
    (void)state;
    struct situation s = READY;
    s.tab_known = false;
    s.rows_wait = true;
    s.write_pause_ms = 300; /* creating it failed */
    assert_int_equal(agenda_next(&s).wait_ms, 300);
}

static void what_was_written_is_confirmed_when_nothing_else_waits(void **state)
{
    (void)state;
    struct situation s = READY;
    s.check_ms = 700;
    struct agenda next = agenda_next(&s);
    assert_int_equal(next.step, AGENDA_WAIT);
    assert_int_equal(next.wait_ms, 700);
    s.check_ms = 0;
    assert_int_equal(step_of(s), AGENDA_READ);
    s.rows_wait = true;
    assert_int_equal(step_of(s), AGENDA_WRITE);
}

static void a_second_row_of_a_key_is_looked_at_when_a_write_may_follow_at_once(void **state)
{
    (void)state;
    struct situation s = READY;
    s.repair_wanted = s.rows_wait = true;
    assert_int_equal(step_of(s), AGENDA_REPAIR);
    s.spacing_ms = 300;
    struct agenda next = agenda_next(&s);
    assert_int_equal(next.step, AGENDA_WAIT);
    assert_int_equal(next.wait_ms, 300);
}

static void nothing_is_written_before_what_it_may_fall_on_is_on_disk(void **state)
{
    (void)state;
    struct situation s = READY;
    s.keeps_rows = true;
    s.read_wanted = true;
    assert_int_equal(step_of(s), AGENDA_READ); /* looking harms nobody */
    s.read_wanted = false;
    s.rows_wait = true;
    assert_int_equal(step_of(s), AGENDA_REST);
    s.rows_wait = false;
    s.repair_wanted = true;
    assert_int_equal(step_of(s), AGENDA_REST);
    s.keeps_rows = false;
    assert_int_equal(step_of(s), AGENDA_REPAIR);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_written_before_what_it_may_fall_on_is_on_disk),
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
