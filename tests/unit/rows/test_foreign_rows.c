/* What a write of ours fell on is told from what people did themselves. */
#include "foreign_rows.h"

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

static size_t hits(const struct foreign_rows *before, const struct foreign_rows *now, uint32_t place,
                   struct foreign_hit *found)
{
    struct sent sent = {place};
    const struct foreign_questions questions = {is_ours, was_aimed_at, &sent};
    return foreign_rows_hits(before, now, &questions, found, 4);
}

static void add(struct foreign_rows *foreign, uint32_t place, const char *a, const char *b, const char *c,
                const char *d)
{
    assert_true(foreign_rows_add(foreign, place, (const char *const[]){a, b, c, d}));
}

static void a_note_that_slid_under_a_write_is_known_again(void **state)
{
    (void)state;
    struct foreign_rows *before = foreign_rows_create(), *now = foreign_rows_create();
    struct foreign_hit found[4];
    add(before, 1, "schannel_id", "svalidated_by", "", "");
    add(before, 9, "sà trier", "n42", "s=A1", "b1");
    add(now, 1, "schannel_id", "svalidated_by", "", "");
    add(now, 5, "sà trier", OUR_B, "s=A1", "b1");
    assert_int_equal(hits(before, now, 5, found), 1);
    assert_int_equal(found[0].place, 5);
    assert_string_equal(found[0].was->cells[1], "n42");
    struct foreign_rows *mended = foreign_rows_restored(now, found, 1);
    assert_true(foreign_rows_same(before, mended));
    assert_int_equal(foreign_rows_at(mended, 1)->place, 5);
    assert_ptr_equal(found[0].was, foreign_rows_at(mended, 1));
    foreign_rows_destroy(&before);
    foreign_rows_destroy(&now);
    foreign_rows_destroy(&mended);
}

static void what_people_typed_moved_or_removed_is_theirs(void **state)
{
    (void)state;
    struct foreign_rows *before = foreign_rows_create(), *now = foreign_rows_create();
    struct foreign_hit found[4];
    add(before, 1, "schannel_id", "", "", "");
    add(before, 8, "sà trier", "n42", "", "");
    add(before, 9, "sfini", "", "", "");
    add(now, 3, "schannel_id", "", "", "");
    add(now, 8, "sà trier", "n43", "", "");
    add(now, 9, "snouveau", OUR_B, "", ""); /* no row is missing that it can have been */
    assert_int_equal(hits(before, now, 9, found), 0);
    foreign_rows_destroy(&before);
    foreign_rows_destroy(&now);
}

static void cells_that_fell_on_an_empty_row_are_taken_away_only_where_we_wrote(void **state)
{
    (void)state;
    struct foreign_rows *before = foreign_rows_create(), *now = foreign_rows_create();
    struct foreign_hit found[4];
    add(now, 5, "", OUR_B, OUR_C, "");
    assert_int_equal(hits(before, now, 6, found), 0);
    assert_int_equal(hits(before, now, 5, found), 1);
    assert_null(found[0].was);
    struct foreign_rows *mended = foreign_rows_restored(now, found, 1);
    assert_int_equal(foreign_rows_count(mended), 0);
    foreign_rows_destroy(&before);
    foreign_rows_destroy(&now);
    foreign_rows_destroy(&mended);
}

static void rows_without_a_name_are_told_apart_by_what_was_not_written(void **state)
{
    (void)state;
    struct foreign_rows *before = foreign_rows_create(), *now = foreign_rows_create();
    struct foreign_hit found[4];
    add(before, 8, "", "sun", "", "s1");
    add(before, 9, "", "sdeux", "", "s2");
    add(now, 4, "", OUR_B, "", "s2");
    add(now, 5, "", OUR_B, "", "s1");
    assert_int_equal(hits(before, now, 0, found), 2);
    assert_string_equal(found[0].was->cells[1], "sdeux");
    assert_string_equal(found[1].was->cells[1], "sun");
    foreign_rows_destroy(&before);
    foreign_rows_destroy(&now);
}

static void equal_rows_count_as_often_as_they_stand_there(void **state)
{
    (void)state;
    struct foreign_rows *before = foreign_rows_create(), *now = foreign_rows_create();
    struct foreign_hit found[4];
    add(before, 2, "s-", "sx", "", "");
    add(before, 4, "s-", "sx", "", "");
    add(now, 2, "s-", "sx", "", "");
    assert_false(foreign_rows_same(before, now));
    add(now, 4, "s-", OUR_B, "", "");
    assert_int_equal(hits(before, now, 4, found), 1);
    assert_string_equal(found[0].was->cells[1], "sx");
    foreign_rows_destroy(&before);
    foreign_rows_destroy(&now);
}

static void only_so_many_rows_are_kept_and_that_is_known(void **state)
{
    (void)state;
    struct foreign_rows *foreign = foreign_rows_create();
    for (uint32_t i = 1; i <= FOREIGN_ROWS_MAX; i++)
        add(foreign, i, "sx", "", "", "");
    assert_false(foreign_rows_full(foreign));
    assert_true(foreign_rows_add(foreign, 1, (const char *const[]){"", "", "", ""})); /* nothing to keep */
    assert_false(foreign_rows_add(foreign, 1, (const char *const[]){"sx", "", "", ""}));
    assert_true(foreign_rows_full(foreign));
    assert_int_equal(foreign_rows_count(foreign), FOREIGN_ROWS_MAX);
    foreign_rows_destroy(&foreign);
    assert_int_equal(foreign_rows_count(NULL), 0);
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
