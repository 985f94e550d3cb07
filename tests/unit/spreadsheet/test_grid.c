/* A grid of cells: looking, and being rearranged by people. */
#include "grid.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void put(struct grid *g, uint32_t row, uint32_t column, const char *text)
{
    cell_set_text(grid_cell(g, row, column), text);
}

static const char *text_at(const struct grid *g, uint32_t row, uint32_t column)
{
    const struct cell *c = grid_peek(g, row, column);
    return c && c->kind == CELL_TEXT ? c->text : "";
}

static struct grid *with_column_a(const char *const *texts, uint32_t count)
{
    struct grid *g = grid_create(0, "Sheet1", 100, 26);
    for (uint32_t r = 0; r < count; r++)
        put(g, r, 0, texts[r]);
    return g;
}

static void used_rows_end_at_the_last_value(void **state)
{
    (void)state;
    struct grid *g = grid_create(0, "Sheet1", 100, 26);
    assert_int_equal(grid_used_rows(g), 0);
    put(g, 4, 2, "x");
    put(g, 9, 3, "y");
    cell_clear(grid_cell(g, 9, 3));
    assert_int_equal(grid_used_rows(g), 5);
    assert_int_equal(grid_used_columns(g, 4), 3);
    grid_destroy(&g);
}

static void moved_rows_and_columns_change_places_with_those_between(void **state)
{
    (void)state;
    struct grid *g = with_column_a((const char *[]){"a", "b", "c", "d"}, 4);
    grid_move_rows(g, 0, 2, 3);
    assert_string_equal(text_at(g, 0, 0), "c");
    assert_string_equal(text_at(g, 1, 0), "a");
    assert_string_equal(text_at(g, 2, 0), "b");
    grid_move_rows(g, 1, 3, 1);
    grid_move_rows(g, 1, 3, 3);
    assert_string_equal(text_at(g, 1, 0), "a");
    grid_move_rows(g, 3, 4, 0);
    assert_string_equal(text_at(g, 0, 0), "d");
    grid_move_rows(g, 0, 1, 50); /* to below everything that was ever there */
    assert_string_equal(text_at(g, 49, 0), "d");
    grid_move_columns(g, 0, 1, 3);
    assert_string_equal(text_at(g, 49, 2), "d");
    grid_destroy(&g);
}

static void inserted_rows_push_the_others_down(void **state)
{
    (void)state;
    struct grid *g = with_column_a((const char *[]){"a", "b", "c"}, 3);
    grid_insert_rows(g, 1, 2);
    assert_int_equal(g->rows, 102);
    assert_string_equal(text_at(g, 0, 0), "a");
    assert_string_equal(text_at(g, 1, 0), "");
    assert_string_equal(text_at(g, 3, 0), "b");
    assert_string_equal(text_at(g, 4, 0), "c");
    grid_destroy(&g);
}

static void deleted_rows_pull_the_others_up(void **state)
{
    (void)state;
    struct grid *g = with_column_a((const char *[]){"a", "b", "c", "d"}, 4);
    grid_delete_rows(g, 1, 3);
    assert_int_equal(g->rows, 98);
    assert_string_equal(text_at(g, 1, 0), "d");
    assert_int_equal(grid_used_rows(g), 2);
    grid_delete_rows(g, 1, 98);
    assert_int_equal(grid_used_rows(g), 1);
    grid_destroy(&g);
}

static void columns_move_likewise(void **state)
{
    (void)state;
    struct grid *g = grid_create(0, "Sheet1", 10, 5);
    put(g, 0, 0, "a");
    put(g, 0, 1, "b");
    put(g, 1, 0, "c");
    grid_insert_columns(g, 1, 1);
    assert_string_equal(text_at(g, 0, 2), "b");
    assert_string_equal(text_at(g, 0, 1), "");
    grid_delete_columns(g, 0, 2);
    assert_string_equal(text_at(g, 0, 0), "b");
    assert_string_equal(text_at(g, 1, 0), "");
    assert_int_equal(g->columns, 4);
    grid_destroy(&g);
}

static void sorting_moves_whole_rows_and_keeps_equal_ones_in_order(void **state)
{
    (void)state;
    struct grid *g = with_column_a((const char *[]){"head", "b", "a", "b"}, 4);
    put(g, 1, 1, "first b");
    put(g, 2, 1, "the a");
    put(g, 3, 1, "second b");
    grid_sort(g, (struct rect){1, 0, 100, 26}, 0, false);
    assert_string_equal(text_at(g, 0, 0), "head");
    assert_string_equal(text_at(g, 1, 1), "the a");
    assert_string_equal(text_at(g, 2, 1), "first b");
    assert_string_equal(text_at(g, 3, 1), "second b");
    grid_sort(g, (struct rect){1, 0, 100, 26}, 0, true);
    assert_string_equal(text_at(g, 1, 1), "first b");
    assert_string_equal(text_at(g, 3, 1), "the a");
    grid_destroy(&g);
}

static void a_block_ends_where_a_row_and_a_column_are_empty(void **state)
{
    (void)state;
    struct grid *g = grid_create(0, "Sheet1", 100, 26);
    put(g, 0, 0, "x");
    put(g, 0, 2, "y");
    struct rect b = grid_block(g, 0, 2);
    assert_memory_equal(&b, (&(struct rect){0, 2, 1, 3}), sizeof b);
    put(g, 1, 1, "corner to corner");
    b = grid_block(g, 0, 2);
    assert_memory_equal(&b, (&(struct rect){0, 0, 2, 3}), sizeof b);
    grid_destroy(&g);
}

static void a_clone_is_independent(void **state)
{
    (void)state;
    struct grid *g = with_column_a((const char *[]){"a"}, 1), *copy = grid_clone(g);
    put(copy, 0, 0, "changed");
    assert_string_equal(text_at(g, 0, 0), "a");
    grid_destroy(&g);
    assert_string_equal(text_at(copy, 0, 0), "changed");
    grid_destroy(&copy);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(moved_rows_and_columns_change_places_with_those_between),
        cmocka_unit_test(used_rows_end_at_the_last_value),
        cmocka_unit_test(inserted_rows_push_the_others_down),
        cmocka_unit_test(deleted_rows_pull_the_others_up),
        cmocka_unit_test(columns_move_likewise),
        cmocka_unit_test(sorting_moves_whole_rows_and_keeps_equal_ones_in_order),
        cmocka_unit_test(a_block_ends_where_a_row_and_a_column_are_empty),
        cmocka_unit_test(a_clone_is_independent),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
