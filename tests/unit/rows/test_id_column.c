/* A column that was inserted before A is told from a tab that was emptied. */
#include "id_column.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ID    1020827427888435210u
#define TEXT  "s1020827427888435210"
#define OTHER 1020827427888435999u

static struct row_map *with(uint64_t id)
{
    struct row_map *map = row_map_create();
    if (id)
        row_map_add(map, 2, id, "[1]", "{}", "");
    return map;
}

/* What is found if column A held `before`, holds `now`, and one row of people's holds `b` and `d`. */
static char moved(uint64_t before, uint64_t now, const char *b, const char *d)
{
    struct row_map *old = with(before), *new = with(now);
    struct foreign_rows *foreign = foreign_rows_create();
    assert_true(foreign_rows_add(foreign, 5, (const char *const[]){"sà moi", b, "", d}));
    char column = id_column_moved(old, new, foreign);
    foreign_rows_destroy(&foreign);
    row_map_destroy(&old);
    row_map_destroy(&new);
    return column;
}

static void ids_that_left_column_a_are_found_in_the_others(void **state)
{
    (void)state;
    assert_int_equal(moved(ID, 0, TEXT, ""), 'B');
    assert_int_equal(moved(ID, 0, "", TEXT), 'D');
    assert_int_equal(moved(ID, OTHER, TEXT, ""), 'B'); /* what came to A since is nothing that was known */
}

static void an_id_that_somebody_notes_beside_ours_is_no_reason(void **state)
{
    (void)state;
    assert_int_equal(moved(ID, ID, TEXT, ""), 0);
}

static void an_emptied_tab_holds_no_ids_anywhere(void **state)
{
    (void)state;
    assert_int_equal(moved(ID, 0, "", ""), 0);
    assert_int_equal(moved(ID, 0, "s1020827427888435777", ""), 0); /* a message's: never a key of ours */
    assert_int_equal(moved(ID, 0, "n1.0208274278884352e+18", ""), 0);
}

static void who_knows_nothing_believes_what_is_there(void **state)
{
    (void)state;
    struct row_map *now = with(0);
    struct foreign_rows *foreign = foreign_rows_create();
    assert_true(foreign_rows_add(foreign, 2, (const char *const[]){"", TEXT, "", ""}));
    assert_int_equal(id_column_moved(NULL, now, foreign), 0);
    foreign_rows_destroy(&foreign);
    row_map_destroy(&now);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_that_left_column_a_are_found_in_the_others),
        cmocka_unit_test(an_id_that_somebody_notes_beside_ours_is_no_reason),
        cmocka_unit_test(an_emptied_tab_holds_no_ids_anywhere),
        cmocka_unit_test(who_knows_nothing_believes_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
