/* spreadsheets.get, with and without cells. */
#include "batch_fixture.h"

#include "metadata.h"

static void get(struct fixture *f, const char *query)
{
    fixture_next(f, query, NULL);
    metadata_get(&f->call, &f->query);
}

static void without_being_asked_for_no_cells_are_told(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "a");
    get(f, "");
    assert_null(strstr(buffer_string(&f->reply.body), "\"data\""));
    get(f, "includeGridData=False");
    assert_null(strstr(buffer_string(&f->reply.body), "\"data\""));
}

static void cells_are_told_with_what_was_entered_and_what_is_shown(void **state)
{
    struct fixture *f = *state;
    cell_type(grid_cell(f->book.tabs[0], 1, 1), "=1+2");
    grid_cell(f->book.tabs[0], 1, 2)->text_format = true;
    get(f, "includeGridData=true&ranges=B2:D3");
    assert_int_equal(fixture_number(f, "sheets.0.data.0.startRow"), 1);
    assert_string_equal(fixture_answer(f, "sheets.0.data.0.rowData.0.values.0.userEnteredValue.formulaValue"),
                        "=1+2");
    assert_int_equal(fixture_number(f, "sheets.0.data.0.rowData.0.values.0.effectiveValue.numberValue"), 3);
    assert_string_equal(fixture_answer(f, "sheets.0.data.0.rowData.0.values.0.formattedValue"), "3");
    assert_string_equal(
        fixture_answer(f, "sheets.0.data.0.rowData.0.values.1.userEnteredFormat.numberFormat.type"), "TEXT");
    assert_int_equal(json_length(json_find(f->answer, "sheets.0.data.0.rowMetadata")), 2);
    assert_int_equal(json_length(json_find(f->answer, "sheets.0.data.0.columnMetadata")), 3);
    assert_int_equal(json_length(json_find(f->answer, "sheets.0.data.0.rowData")), 1);
}

static void only_tabs_of_the_ranges_are_told(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"addSheet\":{\"properties\":{\"title\":\"Other\",\"index\":0}}}]");
    get(f, "");
    assert_string_equal(fixture_answer(f, "sheets.0.properties.title"), "Other");
    get(f, "ranges=Sheet1!A1");
    assert_string_equal(fixture_answer(f, "sheets.0.properties.title"), "Sheet1");
    assert_int_equal(json_length(json_find(f->answer, "sheets")), 1);
    get(f, "ranges=NOPE!A1");
    assert_int_equal(f->reply.status, 400);
}

static void a_mask_decides_about_the_cells(void **state)
{
    struct fixture *f = *state;
    get(f, "includeGridData=true&fields=sheets.properties");
    assert_null(strstr(buffer_string(&f->reply.body), "\"data\""));
    get(f, "fields=sheets.data.rowData");
    assert_non_null(strstr(buffer_string(&f->reply.body), "\"data\""));
}

static void a_batch_tells_of_its_response_ranges(void **state)
{
    struct fixture *f = *state;
    fixture_next(f, "",
                 "{\"requests\":[{\"updateSpreadsheetProperties\":{\"properties\":{\"title\":\"T\"},"
                 "\"fields\":\"title\"}}],"
                 "\"includeSpreadsheetInResponse\":true,\"responseIncludeGridData\":true,\"responseRanges\":["
                 "\"A1:B1\"]}");
    batch_update(&f->call, f->body);
    assert_string_equal(fixture_answer(f, "updatedSpreadsheet.properties.title"), "T");
    assert_int_equal(json_length(json_find(f->answer, "updatedSpreadsheet.sheets.0.data.0.columnMetadata")),
                     2);
}

static void a_batch_with_a_bad_response_range_changes_nothing(void **state)
{
    struct fixture *f = *state;
    fixture_next(f, "",
                 "{\"requests\":[{\"addSheet\":{}}],\"includeSpreadsheetInResponse\":true,\"responseRanges\":"
                 "[\"NOPE!A1\"]}");
    batch_update(&f->call, f->body);
    assert_int_equal(f->reply.status, 400);
    assert_int_equal(f->book.count, 1);
    assert_int_equal(f->history.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(without_being_asked_for_no_cells_are_told),
        FIXTURE_TEST(cells_are_told_with_what_was_entered_and_what_is_shown),
        FIXTURE_TEST(only_tabs_of_the_ranges_are_told),
        FIXTURE_TEST(a_mask_decides_about_the_cells),
        FIXTURE_TEST(a_batch_tells_of_its_response_ranges),
        FIXTURE_TEST(a_batch_with_a_bad_response_range_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
