/* The calls that choose their ranges by data filters. */
#include "batch_fixture.h"

#include "array_len.h"
#include "values.h"

#define GRID                                                                                                 \
    "{\"gridRange\":{\"sheetId\":0,\"startRowIndex\":0,\"endRowIndex\":2,\"startColumnIndex\":0,"            \
    "\"endColumnIndex\":1}}"

static void values_are_read_by_grid_range_and_by_a1(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "a b c");
    fixture_next(f, "", "{\"dataFilters\":[" GRID ",{\"a1Range\":\"Sheet1!A3\"}]}");
    values_batch_get_by_filter(&f->call, f->body);
    assert_string_equal(fixture_answer(f, "valueRanges.0.valueRange.range"), "Sheet1!A1:A2");
    assert_string_equal(fixture_answer(f, "valueRanges.0.valueRange.values.1.0"), "b");
    assert_string_equal(fixture_answer(f, "valueRanges.1.valueRange.values.0.0"), "c");
    assert_string_equal(fixture_answer(f, "valueRanges.1.dataFilters.0.a1Range"), "Sheet1!A3");
}

static void values_are_written_where_something_is_pinned(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"createDeveloperMetadata\":{\"developerMetadata\":{\"metadataKey\":\"k\",\"visibility\":"
           "\"DOCUMENT\","
           "\"location\":{\"dimensionRange\":{\"sheetId\":0,\"dimension\":\"ROWS\",\"startIndex\":2,"
           "\"endIndex\":3}}}}}]");
    fixture_next(f, "",
                 "{\"valueInputOption\":\"RAW\",\"data\":[{\"dataFilter\":{\"developerMetadataLookup\":{"
                 "\"metadataKey\":\"k\"}},\"values\":[[\"x\",\"y\"]]}]}");
    values_batch_update_by_filter(&f->call, f->body);
    assert_int_equal(fixture_number(f, "totalUpdatedCells"), 2);
    assert_string_equal(fixture_answer(f, "responses.0.updatedRange"), "Sheet1!A3:B3");
    assert_string_equal(fixture_answer(f, "responses.0.dataFilter.developerMetadataLookup.metadataKey"), "k");
    assert_string_equal(fixture_cell(f, 2, 1), "y");
}

static void a_filter_that_finds_no_place_writes_nothing(void **state)
{
    struct fixture *f = *state;
    fixture_next(
        f, "",
        "{\"valueInputOption\":\"RAW\",\"data\":[{\"dataFilter\":" GRID ",\"values\":[[\"x\"]]},"
        "{\"dataFilter\":{\"developerMetadataLookup\":{\"metadataKey\":\"k\"}},\"values\":[[\"x\"]]}]}");
    values_batch_update_by_filter(&f->call, f->body);
    assert_int_equal(f->reply.status, 400);
    assert_int_equal(f->history.count, 0);
}

static void values_are_cleared_by_filter(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "a b c");
    fixture_next(f, "", "{\"dataFilters\":[" GRID "]}");
    values_batch_clear_by_filter(&f->call, f->body);
    assert_string_equal(fixture_answer(f, "clearedRanges.0"), "Sheet1!A1:A2");
    assert_string_equal(column_a(f), "- - c");
}

static void a_filter_of_nothing_or_of_an_unknown_tab_is_refused(void **state)
{
    struct fixture *f = *state;
    static const char *const bad[] = {"{}", "{\"gridRange\":{\"sheetId\":9}}", "{\"a1Range\":\"NOPE!A1\"}",
                                      "{\"colour\":1}",
                                      "{\"gridRange\":{\"sheetId\":0,\"endRowIndex\":5000}}"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        char body[300];
        snprintf(body, sizeof body, "{\"dataFilters\":[%s]}", bad[i]);
        fixture_next(f, "", body);
        values_batch_get_by_filter(&f->call, f->body);
        assert_int_equal(f->reply.status, 400);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(values_are_read_by_grid_range_and_by_a1),
        FIXTURE_TEST(values_are_written_where_something_is_pinned),
        FIXTURE_TEST(a_filter_that_finds_no_place_writes_nothing),
        FIXTURE_TEST(values_are_cleared_by_filter),
        FIXTURE_TEST(a_filter_of_nothing_or_of_an_unknown_tab_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
