/* spreadsheets.batchUpdate: all or nothing, typed cells, Google's own words. */
#include "batch_fixture.h"

static void cells_are_appended_after_the_last_row_with_data(void **state)
{
    struct fixture *f = *state;
    cell_set_text(grid_cell(f->book.tabs[0], 4, 7), "a note far right");
    run(f, "[" APPEND(CELL_TEXT_JSON("1020827427888435210") ",{}," CELL_TEXT_JSON("c")) "]");
    assert_int_equal(f->reply.status, 200);
    assert_string_equal(buffer_string(&f->reply.body), "{\"spreadsheetId\":\"id\",\"replies\":[{}]}");
    assert_string_equal(fixture_cell(f, 5, 0), "1020827427888435210");
    assert_string_equal(fixture_cell(f, 5, 2), "c");
}

static void appended_cells_make_the_grid_grow(void **state)
{
    struct fixture *f = *state;
    cell_set_text(grid_cell(f->book.tabs[0], 999, 0), "last");
    run(f, "[" APPEND(CELL_TEXT_JSON("next")) "]");
    assert_int_equal(f->book.tabs[0]->rows, 1001);
    assert_string_equal(fixture_cell(f, 1000, 0), "next");
}

static void one_bad_request_undoes_the_good_ones(void **state)
{
    struct fixture *f = *state;
    run(f, "[" APPEND(CELL_TEXT_JSON("x")) ",{\"deleteDimension\":{\"range\":{\"sheetId\":7,\"dimension\":"
                                           "\"ROWS\",\"startIndex\":0,\"endIndex\":1}}}]");
    assert_int_equal(f->reply.status, 400);
    assert_string_equal(fixture_answer(f, "error.message"),
                        "Invalid requests[1].deleteDimension: No grid with id: 7");
    assert_string_equal(fixture_cell(f, 0, 0), "");
    assert_int_equal(f->history.count, 0);
}

static void a_second_tab_of_the_same_name_is_refused_in_googles_words(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"addSheet\":{\"properties\":{\"title\":\"Validation\"}}}]");
    assert_int_equal(fixture_number(f, "replies.0.addSheet.properties.sheetId"), 12345);
    run(f, "[{\"addSheet\":{\"properties\":{\"title\":\"validation\"}}}]");
    assert_string_equal(fixture_answer(f, "error.message"),
                        "Invalid requests[0].addSheet: A sheet with the name \"validation\" already exists. "
                        "Please enter another name.");
}

static void an_own_sheet_id_is_kept(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"addSheet\":{\"properties\":{\"title\":\"X\",\"sheetId\":42,\"gridProperties\":{\"rowCount\":"
           "5,\"columnCount\":4,\"frozenRowCount\":1}}}}]");
    const struct grid *g = workbook_by_id(&f->book, 42);
    assert_non_null(g);
    assert_int_equal(g->rows, 5);
    assert_int_equal(g->frozen_rows, 1);
}

static void the_workbook_has_ten_million_cells_at_most(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"updateSheetProperties\":{\"properties\":{\"sheetId\":0,\"gridProperties\":{\"rowCount\":"
           "400000}},\"fields\":\"gridProperties.rowCount\"}}]");
    assert_string_equal(fixture_answer(f, "error.message"),
                        "Invalid requests[0].updateSheetProperties: This action would increase the number of "
                        "cells in the workbook above the limit of 10000000 cells.");
}

static void only_named_fields_are_updated(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"updateSheetProperties\":{\"properties\":{\"sheetId\":0,\"title\":\"New\",\"gridProperties\":{"
           "\"rowCount\":50,\"frozenRowCount\":1}},"
           "\"fields\":\"title,gridProperties/frozenRowCount\"}}]");
    assert_string_equal(f->book.tabs[0]->title, "New");
    assert_int_equal(f->book.tabs[0]->rows, 1000);
    assert_int_equal(f->book.tabs[0]->frozen_rows, 1);
}

static void a_deleted_row_is_really_gone_and_a_second_call_takes_the_next(void **state)
{
    struct fixture *f = *state;
    run(f,
        "[" APPEND(CELL_TEXT_JSON("a")) "," APPEND(CELL_TEXT_JSON("b")) "," APPEND(CELL_TEXT_JSON("c")) "]");
    static const char delete_second[] = "[{\"deleteDimension\":{\"range\":{\"sheetId\":0,\"dimension\":"
                                        "\"ROWS\",\"startIndex\":1,\"endIndex\":2}}}]";
    run(f, delete_second);
    assert_string_equal(fixture_cell(f, 1, 0), "c");
    run(f, delete_second);
    assert_string_equal(fixture_cell(f, 1, 0), "");
}

static void text_format_on_a_column_keeps_what_people_type(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"repeatCell\":{\"range\":{\"sheetId\":0,\"startRowIndex\":0,\"endRowIndex\":10,"
           "\"startColumnIndex\":0,\"endColumnIndex\":1},"
           "\"cell\":{\"userEnteredFormat\":{\"numberFormat\":{\"type\":\"TEXT\"}}},\"fields\":"
           "\"userEnteredFormat.numberFormat\"}}]");
    assert_int_equal(f->reply.status, 200);
    assert_true(grid_peek(f->book.tabs[0], 9, 0)->text_format);
    assert_int_equal(f->history.count, 0);
}

static void update_cells_writes_from_its_start_and_not_past_the_grid(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"updateCells\":{\"start\":{\"sheetId\":0,\"rowIndex\":1,\"columnIndex\":2},\"rows\":[{"
           "\"values\":[" CELL_TEXT_JSON("x") "]}],\"fields\":\"userEnteredValue\"}}]");
    assert_string_equal(fixture_cell(f, 1, 2), "x");
    run(f, "[{\"updateCells\":{\"start\":{\"sheetId\":0,\"rowIndex\":999,\"columnIndex\":25},\"rows\":[{"
           "\"values\":[" CELL_TEXT_JSON("x") "," CELL_TEXT_JSON("y") "]}],\"fields\":\"*\"}}]");
    assert_int_equal(f->reply.status, 400);
}

static void rows_are_sorted_by_the_api_too(void **state)
{
    struct fixture *f = *state;
    run(f, "[" APPEND(CELL_TEXT_JSON("b")) "," APPEND(
               CELL_TEXT_JSON("a")) ",{\"sortRange\":{\"range\":{\"sheetId\":0},\"sortSpecs\":[{"
                                    "\"dimensionIndex\":0,\"sortOrder\":\"ASCENDING\"}]}}]");
    assert_int_equal(f->reply.status, 200);
    assert_string_equal(fixture_cell(f, 0, 0), "a");
}

static void unknown_requests_and_members_are_named(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"makeCoffee\":{}}]");
    assert_string_equal(
        fixture_answer(f, "error.message"),
        "Invalid JSON payload received. Unknown name \"makeCoffee\" at 'requests[0]': Cannot find field.");
    run(f, "[{\"deleteSheet\":{\"id\":0}}]");
    assert_string_equal(fixture_answer(f, "error.message"),
                        "Invalid JSON payload received. Unknown name \"id\" at 'requests[0].deleteSheet': "
                        "Cannot find field.");
    run(f, "[{\"deleteSheet\":{\"\":0}}]"); /* a name that stands in every list */
    assert_int_equal(f->reply.status, 400);
    run(f, "[]");
    assert_string_equal(fixture_answer(f, "error.message"), "Must specify at least one request.");
}

static void the_last_tab_cannot_be_deleted(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"deleteSheet\":{\"sheetId\":0}}]");
    assert_int_equal(f->reply.status, 400);
    assert_int_equal(f->book.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(cells_are_appended_after_the_last_row_with_data),
        FIXTURE_TEST(appended_cells_make_the_grid_grow),
        FIXTURE_TEST(one_bad_request_undoes_the_good_ones),
        FIXTURE_TEST(a_second_tab_of_the_same_name_is_refused_in_googles_words),
        FIXTURE_TEST(an_own_sheet_id_is_kept),
        FIXTURE_TEST(the_workbook_has_ten_million_cells_at_most),
        FIXTURE_TEST(only_named_fields_are_updated),
        FIXTURE_TEST(a_deleted_row_is_really_gone_and_a_second_call_takes_the_next),
        FIXTURE_TEST(text_format_on_a_column_keeps_what_people_type),
        FIXTURE_TEST(update_cells_writes_from_its_start_and_not_past_the_grid),
        FIXTURE_TEST(rows_are_sorted_by_the_api_too),
        FIXTURE_TEST(unknown_requests_and_members_are_named),
        FIXTURE_TEST(the_last_tab_cannot_be_deleted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
