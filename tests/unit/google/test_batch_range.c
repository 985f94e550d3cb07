/* insertRange, deleteRange, and what only looks at a range. */
#include "batch_fixture.h"

static void shift(struct fixture *f, const char *kind, const char *range, const char *dimension)
{
    char text[300];
    snprintf(text, sizeof text, "[{\"%s\":{\"range\":{\"sheetId\":0%s},\"shiftDimension\":\"%s\"}}]", kind,
             range, dimension);
    run(f, text);
}

static void a_deleted_range_lets_what_is_below_move_up_in_its_columns_alone(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "a b c d");
    cell_set_text(grid_cell(f->book.tabs[0], 1, 1), "beside b");
    shift(f, "deleteRange",
          ",\"startRowIndex\":1,\"endRowIndex\":3,\"startColumnIndex\":0,\"endColumnIndex\":1", "ROWS");
    assert_string_equal(column_a(f), "a d");
    assert_string_equal(fixture_cell(f, 1, 1), "beside b");
    assert_int_equal(f->book.tabs[0]->rows, 1000);
}

static void a_deleted_range_can_close_to_the_left(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "a b");
    cell_set_text(grid_cell(f->book.tabs[0], 0, 2), "c");
    shift(f, "deleteRange",
          ",\"startRowIndex\":0,\"endRowIndex\":1,\"startColumnIndex\":0,\"endColumnIndex\":2", "COLUMNS");
    assert_string_equal(column_a(f), "c b");
}

static void an_inserted_range_pushes_down_what_was_there(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "a b c");
    shift(f, "insertRange",
          ",\"startRowIndex\":1,\"endRowIndex\":3,\"startColumnIndex\":0,\"endColumnIndex\":1", "ROWS");
    assert_string_equal(column_a(f), "a - - b c");
}

static void an_inserted_range_grows_a_grid_that_is_full(void **state)
{
    struct fixture *f = *state;
    f->book.tabs[0]->rows = 3;
    fill_column_a(f, "a b c");
    shift(f, "insertRange",
          ",\"startRowIndex\":0,\"endRowIndex\":2,\"startColumnIndex\":0,\"endColumnIndex\":1", "ROWS");
    assert_string_equal(column_a(f), "- - a b c");
    assert_int_equal(f->book.tabs[0]->rows, 5);
}

static void without_a_direction_nothing_moves(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "a b");
    shift(f, "deleteRange", ",\"endRowIndex\":1", "SIDEWAYS");
    assert_string_equal(fixture_answer(f, "error.message"),
                        "Invalid requests[0].deleteRange: No shift dimension set.");
    assert_string_equal(column_a(f), "a b");
}

static void looks_are_taken_and_kept_by_nobody_but_their_range_must_be_there(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"mergeCells\":{\"range\":{\"sheetId\":0,\"endRowIndex\":2},\"mergeType\":\"MERGE_ALL\"}}]");
    assert_string_equal(buffer_string(&f->reply.body), "{\"spreadsheetId\":\"id\",\"replies\":[{}]}");
    assert_int_equal(f->history.count, 0);
    run(f, "[{\"mergeCells\":{\"range\":{\"sheetId\":9}}}]");
    assert_string_equal(fixture_answer(f, "error.message"),
                        "Invalid requests[0].mergeCells: No grid with id: 9");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(a_deleted_range_lets_what_is_below_move_up_in_its_columns_alone),
        FIXTURE_TEST(a_deleted_range_can_close_to_the_left),
        FIXTURE_TEST(an_inserted_range_pushes_down_what_was_there),
        FIXTURE_TEST(an_inserted_range_grows_a_grid_that_is_full),
        FIXTURE_TEST(without_a_direction_nothing_moves),
        FIXTURE_TEST(looks_are_taken_and_kept_by_nobody_but_their_range_must_be_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
