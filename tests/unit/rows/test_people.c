/* What a write of ours fell on is told from what people did themselves. */
#include "people.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define OUR_B "s[234567890123456789]"
#define OUR_C "s{}"

struct sent {
    uint32_t place;
};

static bool is_ours(void *ctx, unsigned column, const char *cell)
{
    (void)ctx;
    return (column == 1 && strcmp(cell, OUR_B) == 0) || (column == 2 && strcmp(cell, OUR_C) == 0);
}

static bool was_aimed_at(void *ctx, uint32_t place)
{
    return ((const struct sent *)ctx)->place == place;
}

static size_t hits(const struct people *before, const struct people *now, uint32_t place,
                   struct people_hit *found)
{
    struct sent sent = {place};
    const struct people_questions questions = {is_ours, was_aimed_at, &sent};
    return people_hits(before, now, &questions, found, 4);
}

static void add(struct people *people, uint32_t place, const char *a, const char *b, const char *c,
                const char *d)
{
    assert_true(people_add(people, place, (const char *const[]){a, b, c, d}));
}

static void a_note_that_slid_under_a_write_is_known_again(void **state)
{
    (void)state;
    struct people *before = people_create(), *now = people_create();
    struct people_hit found[4];
    add(before, 1, "schannel_id", "svalidated_by", "", "");
    add(before, 9, "sà trier", "n42", "s=A1", "b1");
    add(now, 1, "schannel_id", "svalidated_by", "", "");
    add(now, 5, "sà trier", OUR_B, "s=A1", "b1");
    assert_int_equal(hits(before, now, 5, found), 1);
    assert_int_equal(found[0].place, 5);
    assert_string_equal(found[0].was->cells[1], "n42");
    struct people *mended = people_mended(now, found, 1);
    assert_true(people_same(before, mended));
    assert_int_equal(people_row(mended, 1)->place, 5);
    assert_ptr_equal(found[0].was, people_row(mended, 1));
    people_destroy(&before);
    people_destroy(&now);
    people_destroy(&mended);
}

static void what_people_typed_moved_or_removed_is_theirs(void **state)
{
    (void)state;
    struct people *before = people_create(), *now = people_create();
    struct people_hit found[4];
    add(before, 1, "schannel_id", "", "", "");
    add(before, 8, "sà trier", "n42", "", "");
    add(before, 9, "sfini", "", "", "");
    add(now, 3, "schannel_id", "", "", "");
    add(now, 8, "sà trier", "n43", "", "");
    add(now, 9, "snouveau", OUR_B, "", ""); /* no row is missing that it can have been */
    assert_int_equal(hits(before, now, 9, found), 0);
    people_destroy(&before);
    people_destroy(&now);
}

static void cells_that_fell_on_an_empty_row_are_taken_away_only_where_we_wrote(void **state)
{
    (void)state;
    struct people *before = people_create(), *now = people_create();
    struct people_hit found[4];
    add(now, 5, "", OUR_B, OUR_C, "");
    assert_int_equal(hits(before, now, 6, found), 0);
    assert_int_equal(hits(before, now, 5, found), 1);
    assert_null(found[0].was);
    struct people *mended = people_mended(now, found, 1);
    assert_int_equal(people_count(mended), 0);
    people_destroy(&before);
    people_destroy(&now);
    people_destroy(&mended);
}

static void rows_without_a_name_are_told_apart_by_what_was_not_written(void **state)
{
    (void)state;
    struct people *before = people_create(), *now = people_create();
    struct people_hit found[4];
    add(before, 8, "", "sun", "", "s1");
    add(before, 9, "", "sdeux", "", "s2");
    add(now, 4, "", OUR_B, "", "s2");
    add(now, 5, "", OUR_B, "", "s1");
    assert_int_equal(hits(before, now, 0, found), 2);
    assert_string_equal(found[0].was->cells[1], "sdeux");
    assert_string_equal(found[1].was->cells[1], "sun");
    people_destroy(&before);
    people_destroy(&now);
}

static void equal_rows_count_as_often_as_they_stand_there(void **state)
{
    (void)state;
    struct people *before = people_create(), *now = people_create();
    struct people_hit found[4];
    add(before, 2, "s-", "sx", "", "");
    add(before, 4, "s-", "sx", "", "");
    add(now, 2, "s-", "sx", "", "");
    assert_false(people_same(before, now));
    add(now, 4, "s-", OUR_B, "", "");
    assert_int_equal(hits(before, now, 4, found), 1);
    assert_string_equal(found[0].was->cells[1], "sx");
    people_destroy(&before);
    people_destroy(&now);
}

static void only_so_many_rows_are_kept_and_that_is_known(void **state)
{
    (void)state;
    struct people *people = people_create();
    for (uint32_t i = 1; i <= PEOPLE_MOST; i++)
        add(people, i, "sx", "", "", "");
    assert_false(people_full(people));
    assert_true(people_add(people, 1, (const char *const[]){"", "", "", ""})); /* nothing to keep */
    assert_false(people_add(people, 1, (const char *const[]){"sx", "", "", ""}));
    assert_true(people_full(people));
    assert_int_equal(people_count(people), PEOPLE_MOST);
    people_destroy(&people);
    assert_int_equal(people_count(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_that_slid_under_a_write_is_known_again),
        cmocka_unit_test(what_people_typed_moved_or_removed_is_theirs),
        cmocka_unit_test(cells_that_fell_on_an_empty_row_are_taken_away_only_where_we_wrote),
        cmocka_unit_test(rows_without_a_name_are_told_apart_by_what_was_not_written),
        cmocka_unit_test(equal_rows_count_as_often_as_they_stand_there),
        cmocka_unit_test(only_so_many_rows_are_kept_and_that_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
