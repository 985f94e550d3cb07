/* values:append drifts as the real one does. */
#include "values.h"

#include "fixture.h"

static void append(struct fixture *f, const char *range, const char *query, const char *body)
{
    fixture_next(f, query, body);
    values_append(&f->call, range, &f->query, f->body);
}

static void put_row_with_a_gap(struct fixture *f)
{
    fixture_next(f, "valueInputOption=RAW", "{\"values\":[[\"x\",\"\",\"y\"]]}");
    values_update(&f->call, "A1", &f->query, f->body);
}

static void after_a_gap_the_whole_sheet_drifts_to_the_last_block(void **state)
{
    struct fixture *f = *state;
    put_row_with_a_gap(f);
    append(f, "'Sheet1'", "valueInputOption=RAW", "{\"values\":[[\"a\",\"b\",\"c\"]]}");
    assert_string_equal(fixture_answer(f, "tableRange"), "Sheet1!C1");
    assert_string_equal(fixture_answer(f, "updates.updatedRange"), "Sheet1!C2:E2");
}

static void with_a_corner_the_same_append_stays_in_column_a(void **state)
{
    struct fixture *f = *state;
    put_row_with_a_gap(f);
    append(f, "'Sheet1'!A1", "valueInputOption=RAW", "{\"values\":[[\"a\",\"b\",\"c\"]]}");
    assert_string_equal(fixture_answer(f, "updates.updatedRange"), "Sheet1!A2:C2");
}

static void without_a_table_the_range_itself_begins_and_none_is_named(void **state)
{
    struct fixture *f = *state;
    append(f, "B3:D9", "valueInputOption=RAW", "{\"values\":[[\"a\"]]}");
    fixture_answer(f, "");
    assert_true(json_is_null(json_get(f->answer, "tableRange")));
    assert_string_equal(fixture_answer(f, "updates.updatedRange"), "Sheet1!B3");
}

static void insert_rows_pushes_what_stands_below(void **state)
{
    struct fixture *f = *state;
    fixture_next(f, "valueInputOption=RAW", "{\"values\":[[\"a\"],[\"\"],[\"note\"]]}");
    values_update(&f->call, "A1", &f->query, f->body);
    append(f, "A1", "valueInputOption=RAW&insertDataOption=INSERT_ROWS", "{\"values\":[[\"b\"],[\"c\"]]}");
    assert_string_equal(fixture_cell(f, 2, 0), "c");
    assert_string_equal(fixture_cell(f, 4, 0), "note");
}

static void the_grid_grows_for_an_append(void **state)
{
    struct fixture *f = *state;
    fixture_next(f, "valueInputOption=RAW", "{\"values\":[[\"last\"]]}");
    values_update(&f->call, "A1000", &f->query, f->body);
    append(f, "Sheet1", "valueInputOption=RAW", "{\"values\":[[\"one more\"]]}");
    assert_int_equal(f->reply.status, 200);
    assert_int_equal(f->book.tabs[0]->rows, 1001);
    assert_string_equal(fixture_cell(f, 1000, 0), "one more");
}

static void a_colon_in_the_title_narrows_an_append_to_one_cell_once_that_is_switched_on(void **state)
{
    struct fixture *f = *state;
    grid_rename(f->book.tabs[0], "foo:bar");
    append(f, "'foo:bar'", "valueInputOption=RAW", "{\"values\":[[\"a\",\"b\"]]}");
    assert_int_equal(f->reply.status, 200);
    f->call.quirks.colon_titles = true;
    append(f, "'foo:bar'", "valueInputOption=RAW", "{\"values\":[[\"c\",\"d\"]]}");
    assert_int_equal(f->reply.status, 400);
    assert_string_equal(fixture_answer(f, "error.message"),
                        "Requested writing within range ['foo:bar'!A2], but tried writing to column [B]");
    append(f, "'foo:bar'", "valueInputOption=RAW", "{\"values\":[[\"e\"]]}");
    assert_string_equal(fixture_cell(f, 1, 0), "e");
}

static void every_append_is_reported_to_the_police(void **state)
{
    struct fixture *f = *state;
    append(f, "Sheet1", "valueInputOption=RAW", "{\"values\":[[\"x\"]]}");
    assert_string_equal(f->violations.list[0].code, "values_append");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(after_a_gap_the_whole_sheet_drifts_to_the_last_block),
        FIXTURE_TEST(with_a_corner_the_same_append_stays_in_column_a),
        FIXTURE_TEST(without_a_table_the_range_itself_begins_and_none_is_named),
        FIXTURE_TEST(insert_rows_pushes_what_stands_below),
        FIXTURE_TEST(the_grid_grows_for_an_append),
        FIXTURE_TEST(a_colon_in_the_title_narrows_an_append_to_one_cell_once_that_is_switched_on),
        FIXTURE_TEST(every_append_is_reported_to_the_police),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
