/* What was written is believed when a read has shown it. */
#include "verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define ID    1020827427888435210u
#define KEY   "1020827427888435210"
#define OTHER 1020827427888435999u

static const struct row NEWEST = {KEY, "[2]", "{}", "7"};
static const struct row EARLIER = {KEY, "[1]", "{}", "7"};

struct seen {
    unsigned conflicts, given_up;
    char restored[80]; /* key and B of the last conflict */
};

static void take_conflict(void *ctx, const struct row *row)
{
    struct seen *seen = ctx;
    seen->conflicts++;
    snprintf(seen->restored, sizeof(seen->restored), "%s %s", row->key, row->b);
}

static void take_never_stays(void *ctx, const struct row *row, char column, uint32_t place)
{
    struct seen *seen = ctx;
    seen->given_up++;
    snprintf(seen->restored, sizeof(seen->restored), "%s %s %c%u", row->key, row->b, column, place);
}

static struct seen look(struct verify *watch, const struct row_map *before, const struct row_map *now,
                        uint64_t sent_ms)
{
    static const struct verify_handlers HANDLERS = {take_conflict, take_never_stays};
    struct seen seen = {0};
    verify_look(watch, before, now, sent_ms, &HANDLERS, &seen);
    return seen;
}

/* A sheet with one row of ours. */
static struct row_map *sheet(uint32_t place, const char *b)
{
    struct row_map *map = row_map_create();
    row_map_add(map, place, ID, b, "{}", "7");
    return map;
}

static void a_written_row_is_looked_at_once_and_then_forgotten(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *now = sheet(2, "[2]");
    assert_int_equal(verify_due_ms(watch), UINT64_MAX);
    verify_landed(watch, &NEWEST, NULL, true, 1000);
    assert_int_equal(verify_due_ms(watch), 6000);
    assert_int_equal(look(watch, NULL, now, 999).conflicts, 0); /* sent before: shows nothing yet */
    assert_int_equal(verify_due_ms(watch), 6000);
    assert_int_equal(look(watch, NULL, now, 1001).conflicts, 0);
    assert_int_equal(verify_due_ms(watch), UINT64_MAX);
    row_map_destroy(&now);
    verify_destroy(&watch);
}

static void a_row_that_is_not_there_is_written_again(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *empty = row_map_create();
    verify_landed(watch, &NEWEST, NULL, true, 1000);
    struct seen seen = look(watch, NULL, empty, 1001);
    assert_int_equal(seen.conflicts, 1);
    assert_string_equal(seen.restored, KEY " [2]");
    assert_int_equal(verify_due_ms(watch), 6001);
    row_map_destroy(&empty);
    verify_destroy(&watch);
}

static void what_a_person_typed_after_us_stays(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *now = sheet(2, "[99]");
    verify_doubt(watch, &EARLIER, 0, 500);
    verify_landed(watch, &NEWEST, NULL, true, 1000);
    assert_int_equal(look(watch, NULL, now, 6000).conflicts, 0);
    row_map_destroy(&now);
    verify_destroy(&watch);
}

static void an_unanswered_write_that_lands_late_is_overwritten(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *good = sheet(2, "[2]"), *old = sheet(2, "[1]");
    verify_doubt(watch, &EARLIER, 0, 1000);
    verify_landed(watch, &NEWEST, NULL, true, 4000);
    assert_int_equal(look(watch, good, good, 6000).conflicts, 0);
    assert_int_equal(verify_due_ms(watch), 31000);
    assert_int_equal(look(watch, good, good, 20000).conflicts, 0); /* comes too soon to count */
    assert_int_equal(verify_due_ms(watch), 31000);
    struct seen seen = look(watch, good, old, 31000);
    assert_int_equal(seen.conflicts, 1);
    assert_string_equal(seen.restored, KEY " [2]");
    assert_int_equal(look(watch, good, good, 40000).conflicts, 0);
    assert_int_equal(verify_due_ms(watch), 91000);
    assert_int_equal(look(watch, good, good, 91000).conflicts, 0);
    assert_int_equal(verify_due_ms(watch), 1000 + IN_DOUBT_MS); /* it cannot land any more */
    assert_int_equal(look(watch, good, good, 1000 + IN_DOUBT_MS).conflicts, 0);
    assert_int_equal(verify_due_ms(watch), UINT64_MAX);
    row_map_destroy(&good);
    row_map_destroy(&old);
    verify_destroy(&watch);
}

static void a_row_that_a_person_deletes_after_it_was_confirmed_stays_deleted(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *good = sheet(2, "[2]"), *empty = row_map_create();
    verify_doubt(watch, &NEWEST, 0, 1000);
    verify_present(watch, &NEWEST);
    assert_int_equal(look(watch, NULL, good, 6000).conflicts, 0);
    assert_int_equal(look(watch, good, empty, 31000).conflicts, 0);
    row_map_destroy(&good);
    row_map_destroy(&empty);
    verify_destroy(&watch);
}

static void a_row_that_goes_after_its_update_met_it_was_taken_by_a_person(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *before = sheet(3, "[1]"), *empty = row_map_create();
    verify_landed(watch, &NEWEST, row_map_find(before, ID), true, 1000);
    assert_int_equal(look(watch, before, empty, 1001).conflicts, 0);
    assert_int_equal(verify_due_ms(watch), UINT64_MAX);
    verify_landed(watch, &NEWEST, row_map_find(before, ID), false, 2000);
    assert_int_equal(look(watch, before, empty, 2001).conflicts, 1); /* nobody saw where it stood */
    row_map_destroy(&before);
    row_map_destroy(&empty);
    verify_destroy(&watch);
}

static void the_row_that_was_moved_under_our_write_gets_its_cells_back(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *before = sheet(3, "[1]"), *now = sheet(4, "[1]");
    row_map_add(before, 2, OTHER, "[8]", "{}", "7");
    row_map_add(now, 3, OTHER, "[2]", "{}", "7"); /* our [2] hit it */
    verify_landed(watch, &NEWEST, row_map_find(before, ID), true, 1000);
    struct seen seen = look(watch, before, now, 1000);
    assert_int_equal(seen.conflicts, 2);
    assert_string_equal(seen.restored, "1020827427888435999 [8]");
    row_map_destroy(&before);
    row_map_destroy(&now);
    verify_destroy(&watch);
}

static void a_row_hit_by_a_write_without_an_answer_gets_its_cells_back(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *before = sheet(3, "[1]"), *now = sheet(4, "[1]");
    row_map_add(before, 2, OTHER, "[8]", "{}", "7");
    row_map_add(now, 3, OTHER, "[2]", "{}", "7");
    assert_true(verify_doubt(watch, &NEWEST, 3, 1000));
    struct seen seen = look(watch, before, now, 1001); /* long before its first look is due */
    assert_int_equal(seen.conflicts, 1);
    assert_string_equal(seen.restored, "1020827427888435999 [8]");
    row_map_destroy(&before);
    row_map_destroy(&now);
    verify_destroy(&watch);
}

static void a_row_that_is_watched_itself_gets_back_what_was_accepted_for_it(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    static const struct row THEIRS = {"1020827427888435999", "[8]", "{}", "7"};
    struct row_map *before = sheet(3, "[1]"), *now = sheet(4, "[1]");
    row_map_add(before, 2, OTHER, "[7]", "{}", "7");
    row_map_add(now, 3, OTHER, "[2]", "{}", "7");
    verify_landed(watch, &THEIRS, row_map_find(before, OTHER), true, 900);
    verify_landed(watch, &NEWEST, row_map_find(before, ID), false, 1000);
    struct seen seen = look(watch, before, now, 1001);
    assert_int_equal(seen.conflicts, 2);
    assert_string_equal(seen.restored, "1020827427888435999 [8]");
    row_map_destroy(&before);
    row_map_destroy(&now);
    verify_destroy(&watch);
}

static void what_a_person_types_into_a_row_that_moved_there_stays(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *before = sheet(3, "[1]"), *now = sheet(4, "[2]");
    row_map_add(before, 2, OTHER, "[8]", "{}", "7");
    row_map_add(now, 3, OTHER, "[5]", "{}", "7");
    verify_landed(watch, &NEWEST, row_map_find(before, ID), true, 1000);
    assert_int_equal(look(watch, before, now, 1001).conflicts, 0);
    row_map_destroy(&before);
    row_map_destroy(&now);
    verify_destroy(&watch);
}

static void rows_that_need_a_look_take_the_room_of_those_that_do_not(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *empty = row_map_create();
    char key[24];
    for (uint64_t i = 0; i < VERIFY_ROWS_MAX; i++) {
        snprintf(key, sizeof(key), "%llu", (unsigned long long)(OTHER + i));
        assert_true(verify_landed(watch, &(struct row){key, "[]", "{}", ""}, NULL, true, 1000));
    }
    assert_true(
        verify_landed(watch, &NEWEST, NULL, true, 1000)); /* not watched, and nothing is lost by that */
    for (uint64_t i = 0; i < VERIFY_ROWS_MAX; i++) {
        snprintf(key, sizeof(key), "%llu", (unsigned long long)(OTHER + VERIFY_ROWS_MAX + i));
        assert_true(verify_doubt(watch, &(struct row){key, "[]", "{}", ""}, 0, 1000));
    }
    assert_false(verify_doubt(watch, &NEWEST, 0, 1000));
    assert_false(verify_landed(watch, &NEWEST, NULL, false, 1000));
    assert_true(verify_landed(watch, &NEWEST, NULL, true, 1000));
    assert_int_equal(look(watch, NULL, empty, 1000).conflicts, 0); /* nothing landed */
    row_map_destroy(&empty);
    verify_destroy(&watch);
}

static void a_row_that_goes_again_and_again_is_handed_over_and_never_forgotten(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *empty = row_map_create();
    verify_landed(watch, &NEWEST, NULL, true, 1000);
    unsigned conflicts = 0, given_up = 0;
    for (uint64_t i = 0; i < 50; i++) {
        struct seen seen = look(watch, NULL, empty, 2000 + i);
        conflicts += seen.conflicts;
        given_up += seen.given_up;
        if (seen.given_up)
            assert_string_equal(seen.restored, KEY " [2] A0");
    }
    assert_int_equal(conflicts, 10);
    assert_int_equal(given_up, 1);
    assert_int_equal(verify_due_ms(watch), UINT64_MAX);
    row_map_destroy(&empty);
    verify_destroy(&watch);
}

static void so_is_a_cell_that_keeps_nothing_and_it_is_named(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *now = sheet(3, "");
    struct seen seen = {0};
    for (uint64_t at_ms = 1000; !seen.given_up; at_ms += 60000) {
        assert_true(at_ms < 3600000);
        verify_landed(watch, &NEWEST, row_map_find(now, ID), true, at_ms);
        seen = look(watch, NULL, now, at_ms + 31000);
    }
    assert_string_equal(seen.restored, KEY " [2] B3");
    row_map_destroy(&now);
    verify_destroy(&watch);
}

static void only_so_many_rows_are_watched(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *empty = row_map_create();
    char key[24];
    for (uint64_t i = 0; i < VERIFY_ROWS_MAX + 10; i++) {
        snprintf(key, sizeof(key), "%llu", (unsigned long long)(ID + i));
        assert_true(verify_landed(watch, &(struct row){key, "[]", "{}", ""}, NULL, true, 1000));
    }
    assert_int_equal(look(watch, NULL, empty, 1000).conflicts, VERIFY_ROWS_MAX);
    row_map_destroy(&empty);
    verify_destroy(&watch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_written_row_is_looked_at_once_and_then_forgotten),
        cmocka_unit_test(a_row_that_is_not_there_is_written_again),
        cmocka_unit_test(what_a_person_typed_after_us_stays),
        cmocka_unit_test(an_unanswered_write_that_lands_late_is_overwritten),
        cmocka_unit_test(a_row_that_a_person_deletes_after_it_was_confirmed_stays_deleted),
        cmocka_unit_test(a_row_that_goes_after_its_update_met_it_was_taken_by_a_person),
        cmocka_unit_test(the_row_that_was_moved_under_our_write_gets_its_cells_back),
        cmocka_unit_test(a_row_hit_by_a_write_without_an_answer_gets_its_cells_back),
        cmocka_unit_test(a_row_that_is_watched_itself_gets_back_what_was_accepted_for_it),
        cmocka_unit_test(what_a_person_types_into_a_row_that_moved_there_stays),
        cmocka_unit_test(rows_that_need_a_look_take_the_room_of_those_that_do_not),
        cmocka_unit_test(a_row_that_goes_again_and_again_is_handed_over_and_never_forgotten),
        cmocka_unit_test(so_is_a_cell_that_keeps_nothing_and_it_is_named),
        cmocka_unit_test(only_so_many_rows_are_watched),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
