/* A read that is older than a confirmed write is told from a row that was taken away. */
#include "verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ID        1020827427888435210u
#define KEY       "1020827427888435210"
#define OTHER     1020827427888435999u
#define OTHER_KEY "1020827427888435999"

static const struct row NEWEST = {KEY, "[2]", "{}", "7"};

struct seen {
    unsigned conflicts;
};

static void count_conflict(void *ctx, const struct row *row)
{
    (void)row;
    ((struct seen *)ctx)->conflicts++;
}

static void never_stays(void *ctx, const struct row *row, char column, uint32_t place)
{
    (void)ctx;
    (void)row;
    (void)column;
    (void)place;
    fail();
}

static struct seen look(struct verify *watch, const struct row_map *now, uint64_t sent_ms)
{
    static const struct verify_handlers HANDLERS = {count_conflict, never_stays};
    struct seen seen = {0};
    verify_look(watch, NULL, now, sent_ms, &HANDLERS, &seen);
    return seen;
}

static struct row_map *sheet(uint32_t place, const char *b)
{
    struct row_map *map = row_map_create();
    row_map_add(map, place, ID, b, "{}", "7");
    return map;
}

static void a_read_that_shows_the_row_as_it_was_before_its_write_lags(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *before = sheet(3, "[1]"), *after = sheet(3, "[2]");
    assert_true(verify_landed(watch, &NEWEST, row_map_find(before, ID), true, 1000));
    assert_int_equal(verify_lagging(watch, before, 1001), 1);
    assert_int_equal(verify_lagging(watch, after, 1001), 0);
    row_map_destroy(&before);
    row_map_destroy(&after);
    verify_destroy(&watch);
}

static void a_read_without_the_row_lags_only_if_the_row_was_new(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *before = sheet(3, "[1]"), *empty = row_map_create();
    assert_true(verify_landed(watch, &NEWEST, row_map_find(before, ID), true, 1000));
    assert_int_equal(verify_lagging(watch, empty, 1001), 0); /* a person deleted it */
    assert_true(verify_landed(watch, &(struct row){OTHER_KEY, "[]", "{}", ""}, NULL, true, 1000));
    assert_int_equal(verify_lagging(watch, empty, 1001), 1);
    row_map_destroy(&before);
    row_map_destroy(&empty);
    verify_destroy(&watch);
}

static void a_row_that_moved_or_that_a_person_changed_does_not_lag(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *before = sheet(3, "[1]"), *moved = sheet(4, "[1]"), *typed = sheet(3, "[9]");
    assert_true(verify_landed(watch, &NEWEST, row_map_find(before, ID), false, 1000));
    assert_int_equal(verify_lagging(watch, moved, 1001), 0);
    assert_int_equal(verify_lagging(watch, typed, 1001), 0);
    row_map_destroy(&before);
    row_map_destroy(&moved);
    row_map_destroy(&typed);
    verify_destroy(&watch);
}

static void each_state_since_the_last_believed_read_is_one_that_a_read_may_still_show(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *first = sheet(3, "[1]"), *second = sheet(3, "[2]"), *third = sheet(3, "[3]");
    assert_true(verify_landed(watch, &NEWEST, row_map_find(first, ID), true, 1000));
    assert_true(
        verify_landed(watch, &(struct row){KEY, "[3]", "{}", "7"}, row_map_find(second, ID), true, 2000));
    assert_int_equal(verify_lagging(watch, first, 2001), 1);
    assert_int_equal(verify_lagging(watch, second, 2001), 1);
    assert_true(verify_doubt(watch, &NEWEST, 3, 2500)); /* so that it stays watched */
    look(watch, third, 2600);
    assert_true(
        verify_landed(watch, &(struct row){KEY, "[4]", "{}", "7"}, row_map_find(third, ID), true, 3000));
    assert_int_equal(verify_lagging(watch, first, 3001), 0); /* that was over already: somebody undid it */
    assert_int_equal(verify_lagging(watch, third, 3001), 1);
    row_map_destroy(&first);
    row_map_destroy(&second);
    row_map_destroy(&third);
    verify_destroy(&watch);
}

static void a_read_that_shows_a_write_is_no_older_than_that_write(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *now = sheet(3, "[1]"), *before = sheet(3, "[1]");
    row_map_add(now, 5, OTHER, "[]", "{}", "");
    assert_true(verify_landed(watch, &NEWEST, row_map_find(before, ID), true, 1000));
    assert_true(verify_landed(watch, &(struct row){OTHER_KEY, "[]", "{}", ""}, NULL, true, 1000));
    assert_int_equal(verify_lagging(watch, now, 1001), 0); /* of one batch: a person put the first back */
    assert_true(verify_landed(watch, &NEWEST, row_map_find(before, ID), true, 2000));
    assert_int_equal(verify_lagging(watch, now, 2001), 1); /* of a later one */
    row_map_destroy(&now);
    row_map_destroy(&before);
    verify_destroy(&watch);
}

static void nothing_lags_for_longer_than_its_time(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *empty = row_map_create();
    assert_true(verify_landed(watch, &NEWEST, NULL, true, 1000));
    assert_int_equal(verify_lagging(watch, empty, 1000 + VERIFY_LAG_MAX_MS - 1), 1);
    assert_int_equal(verify_lagging(watch, empty, 1000 + VERIFY_LAG_MAX_MS), 0);
    struct seen seen = look(watch, empty, 1000 + VERIFY_LAG_MAX_MS);
    assert_int_equal(seen.conflicts, 1);
    row_map_destroy(&empty);
    verify_destroy(&watch);
}

static void a_row_written_again_as_absent_is_looked_for_twice_in_the_sheet(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *empty = row_map_create(), *twice = sheet(2, "[2]");
    row_map_add(twice, 3, ID, "[2]", "{}", "7");
    assert_true(verify_landed(watch, &NEWEST, NULL, true, 1000));
    struct seen seen = look(watch, empty, 40000);
    assert_int_equal(seen.conflicts, 1);
    assert_true(verify_landed(watch, &NEWEST, NULL, true, 41000));
    seen = look(watch, twice, 46000);
    assert_int_equal(verify_due_ms(watch), 40000 + 30000); /* merge.c finds it; it may yet come */
    row_map_destroy(&empty);
    row_map_destroy(&twice);
    verify_destroy(&watch);
}

static void what_was_inserted_unseen_and_then_inserted_newer_falls_back_to_neither(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *empty = row_map_create(), *twice = sheet(2, "[2]");
    row_map_add(twice, 3, ID, "[3]", "{}", "7");
    assert_true(verify_landed(watch, &NEWEST, NULL, true, 1000));
    look(watch, empty, 40000);
    assert_true(verify_landed(watch, &(struct row){KEY, "[3]", "{}", "7"}, NULL, true, 41000));
    struct seen seen = look(watch, twice, 46000);
    assert_int_equal(seen.conflicts,
                     1); /* the topmost holds the older one: it is written over; merge.c clears the second */
    row_map_destroy(&empty);
    row_map_destroy(&twice);
    verify_destroy(&watch);
}

static void a_healed_id_lags_while_its_number_still_stands_there(void **state)
{
    (void)state;
    struct verify *watch = verify_create();
    struct row_map *before = row_map_create(), *after = sheet(3, "[2]");
    row_map_add_rounded(before, 3, 1020827427888440000.0, "[2]", "{}", "7");
    assert_non_null(row_map_find(before, ID));
    assert_true(verify_landed(watch, &NEWEST, row_map_find(before, ID), true, 1000));
    assert_int_equal(verify_lagging(watch, before, 1001), 1);
    assert_int_equal(verify_lagging(watch, after, 1001), 0);
    row_map_destroy(&before);
    row_map_destroy(&after);
    verify_destroy(&watch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_read_that_shows_the_row_as_it_was_before_its_write_lags),
        cmocka_unit_test(a_read_without_the_row_lags_only_if_the_row_was_new),
        cmocka_unit_test(a_row_that_moved_or_that_a_person_changed_does_not_lag),
        cmocka_unit_test(each_state_since_the_last_believed_read_is_one_that_a_read_may_still_show),
        cmocka_unit_test(a_read_that_shows_a_write_is_no_older_than_that_write),
        cmocka_unit_test(nothing_lags_for_longer_than_its_time),
        cmocka_unit_test(a_row_written_again_as_absent_is_looked_for_twice_in_the_sheet),
        cmocka_unit_test(what_was_inserted_unseen_and_then_inserted_newer_falls_back_to_neither),
        cmocka_unit_test(a_healed_id_lags_while_its_number_still_stands_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
