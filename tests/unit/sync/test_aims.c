/* Which rows of ours a lost write fell on. */
#include "aims.h"

#include "cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ONE 1020827427888435210u
#define TWO 1020827427888435211u

static char restored[80];
static unsigned count;

static void take(void *ctx, const struct row *row)
{
    (void)ctx;
    count++;
    snprintf(restored, sizeof(restored), "%s %s", row->key, row->b);
}

/* `sent` has left; TWO holds `b` at `place` now, and "[2]" before. */
static unsigned look_after(struct sent_row sent, uint32_t place, const char *b)
{
    const struct in_doubt in_doubt = {&sent, 1, 1};
    struct row_map *before = row_map_create(), *now = row_map_create();
    row_map_add(before, 0, TWO, "[2]", "{}", "7");
    row_map_add(now, place, TWO, b, "{}", "7");
    count = 0;
    aims_look(&in_doubt, before, now, take, NULL);
    aims_look(&in_doubt, NULL, now, take, NULL); /* nothing is known: nothing is said */
    row_map_destroy(&before);
    row_map_destroy(&now);
    return count;
}

/* ONE was sent to row 2 with "[1]". */
static unsigned look(uint32_t place, const char *b, bool unanswered)
{
    return look_after(
        (struct sent_row){
            .id = ONE, .place = 2, .columns = 2, .cells = {cell_hash("[1]")}, .unanswered = unanswered},
        place, b);
}

static void a_row_at_the_place_that_holds_what_was_sent_is_to_be_as_it_was(void **state)
{
    (void)state;
    assert_int_equal(look(2, "[1]", true), 1);
    assert_string_equal(restored, "1020827427888435211 [2]");
}

static void what_people_changed_is_theirs(void **state)
{
    (void)state;
    assert_int_equal(look(2, "[3]", true), 0);  /* nothing of ours */
    assert_int_equal(look(2, "[2]", true), 0);  /* as it was */
    assert_int_equal(look(2, "[1]", false), 0); /* it has not left, or was answered */
}

static void a_row_that_was_moved_on_is_known_by_all_that_was_sent(void **state)
{
    (void)state;
    struct sent_row sent = {
        .id = ONE, .place = 2, .columns = 2, .cells = {cell_hash("[1]")}, .unanswered = true};
    assert_int_equal(look_after(sent, 3, "[1]"), 1);
    sent.fell_on = cell_hash("1020827427888435299"); /* it is known to have been another one */
    assert_int_equal(look_after(sent, 3, "[1]"), 0);
    sent.fell_on = 0;
    sent.columns = 6; /* C too, which is as it was */
    sent.cells[1] = cell_hash("{\"7\": \"Revoir\"}");
    assert_int_equal(look_after(sent, 3, "[1]"), 0);
    sent.columns = 2;
    sent.cells[0] = cell_hash("[]"); /* which a person may have typed */
    assert_int_equal(look_after(sent, 3, "[]"), 0);
}

static void a_row_that_the_answer_names_is_found_wherever_it_stands(void **state)
{
    (void)state;
    const struct sent_row sent = {.id = ONE,
                                  .place = 2,
                                  .columns = 2,
                                  .cells = {cell_hash("[1]")},
                                  .unanswered = true,
                                  .fell_on = cell_hash("1020827427888435211")};
    assert_int_equal(look_after(sent, 7, "[1]"), 1);
    assert_int_equal(look_after(sent, 7, "[3]"), 0);
}

static void a_persons_row_that_was_put_back_may_have_fallen_on_it(void **state)
{
    (void)state;
    struct sent_row sent = {.place = 2, .columns = 2, .cells = {cell_typed_hash("n42")}, .unseen = true};
    assert_int_equal(look_after(sent, 2, "42"), 1);
    assert_int_equal(look_after(sent, 3, "42"), 1); /* and moved on */
    sent.columns |= SENT_CLEARS;                    /* which shows nowhere: clear_aims.h */
    assert_int_equal(look_after(sent, 2, "42"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_at_the_place_that_holds_what_was_sent_is_to_be_as_it_was),
        cmocka_unit_test(what_people_changed_is_theirs),
        cmocka_unit_test(a_row_that_was_moved_on_is_known_by_all_that_was_sent),
        cmocka_unit_test(a_row_that_the_answer_names_is_found_wherever_it_stands),
        cmocka_unit_test(a_persons_row_that_was_put_back_may_have_fallen_on_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
