/* values.update, batchUpdate: what is written, what is counted, and that a refused call changes nothing. */
#include "values.h"

#include "fixture.h"

static void update(struct fixture *f, const char *range, const char *query, const char *body)
{
    fixture_next(f, query, body);
    values_update(&f->call, range, &f->query, f->body);
}

static void an_input_option_is_required(void **state)
{
    struct fixture *f = *state;
    update(f, "A1", "", "{\"values\":[[\"x\"]]}");
    assert_int_equal(f->reply.status, 400);
    assert_string_equal(fixture_answer(f, "error.message"),
                        "'valueInputOption' is required but not specified");
}

static void null_is_skipped_and_not_counted(void **state)
{
    struct fixture *f = *state;
    update(f, "A1:D1", "valueInputOption=RAW", "{\"values\":[[\"a\",\"b\",\"c\",\"d\"]]}");
    update(f, "A1:D1", "valueInputOption=RAW", "{\"values\":[[null,\"x\",null,\"\"]]}");
    assert_int_equal(fixture_number(f, "updatedCells"), 2);
    assert_int_equal(fixture_number(f, "updatedColumns"), 2);
    assert_string_equal(fixture_cell(f, 0, 0), "a");
    assert_string_equal(fixture_cell(f, 0, 1), "x");
    assert_string_equal(fixture_cell(f, 0, 3), "");
}

static void values_may_reach_over_one_cell_but_not_over_a_range(void **state)
{
    struct fixture *f = *state;
    update(f, "B2", "valueInputOption=RAW", "{\"values\":[[\"a\",\"b\"],[\"c\"]]}");
    assert_string_equal(fixture_answer(f, "updatedRange"), "Sheet1!B2:C3");
    update(f, "A1:B1", "valueInputOption=RAW", "{\"values\":[[\"a\",\"b\",\"c\"]]}");
    assert_string_equal(fixture_answer(f, "error.message"),
                        "Requested writing within range [Sheet1!A1:B1], but tried writing to column [C]");
}

static void the_grid_does_not_grow_for_an_update(void **state)
{
    struct fixture *f = *state;
    update(f, "A1000", "valueInputOption=RAW", "{\"values\":[[\"a\"],[\"b\"]]}");
    assert_string_equal(fixture_answer(f, "error.message"),
                        "Range (Sheet1!A1000:A1001) exceeds grid limits. Max rows: 1000, max columns: 26");
    assert_string_equal(fixture_cell(f, 999, 0), "");
}

static void one_poisoned_range_stops_the_whole_batch(void **state)
{
    struct fixture *f = *state;
    fixture_next(f, "",
                 "{\"valueInputOption\":\"RAW\",\"data\":[{\"range\":\"A1\",\"values\":[[\"good\"]]},{"
                 "\"range\":\"A2\",\"values\":[[{}]]}]}");
    values_batch_update(&f->call, f->body);
    assert_int_equal(f->reply.status, 400);
    assert_string_equal(fixture_cell(f, 0, 0), "");
    assert_int_equal(f->history.count, 0);
}

static void a_batch_counts_its_rows(void **state)
{
    struct fixture *f = *state;
    fixture_next(
        f, "",
        "{\"valueInputOption\":\"RAW\",\"data\":[{\"range\":\"'Sheet1'!A2:B2\",\"values\":[[\"1\",\"2\"]]},"
        "{\"range\":\"Sheet1!A4\",\"values\":[[\"3\"]]}]}");
    values_batch_update(&f->call, f->body);
    assert_int_equal(fixture_number(f, "totalUpdatedCells"), 3);
    assert_int_equal(fixture_number(f, "totalUpdatedRows"), 2);
    assert_int_equal(fixture_number(f, "totalUpdatedSheets"), 1);
    assert_string_equal(fixture_answer(f, "responses.1.updatedRange"), "Sheet1!A4");
    assert_string_equal(fixture_cell(f, 3, 0), "3");
}

static void overlapping_ranges_are_reported_to_the_police(void **state)
{
    struct fixture *f = *state;
    fixture_next(f, "",
                 "{\"valueInputOption\":\"RAW\",\"data\":[{\"range\":\"A1:B1\",\"values\":[[\"1\"]]},{"
                 "\"range\":\"B1\",\"values\":[[\"1\"]]}]}");
    values_batch_update(&f->call, f->body);
    assert_int_equal(f->violations.count, 0); /* the values themselves do not touch */
    fixture_next(f, "",
                 "{\"valueInputOption\":\"RAW\",\"data\":[{\"range\":\"A1:B1\",\"values\":[[\"1\",\"2\"]]},{"
                 "\"range\":\"B1\",\"values\":[[\"1\"]]}]}");
    values_batch_update(&f->call, f->body);
    assert_string_equal(f->violations.list[0].code, "overlapping_ranges");
}

static void an_unknown_member_is_named(void **state)
{
    struct fixture *f = *state;
    fixture_next(f, "", "{\"valueInputOption\":\"RAW\",\"data\":[{\"range\":\"A1\",\"value\":[[\"1\"]]}]}");
    values_batch_update(&f->call, f->body);
    assert_string_equal(
        fixture_answer(f, "error.message"),
        "Invalid JSON payload received. Unknown name \"value\" at 'data[0]': Cannot find field.");
}

static void nulls_for_options_are_as_good_as_absent(void **state)
{
    struct fixture *f = *state;
    fixture_next(f, "",
                 "{\"valueInputOption\":\"RAW\",\"includeValuesInResponse\":null,\"data\":[{\"range\":\"A1\","
                 "\"majorDimension\":null,"
                 "\"values\":[[\"1\"]]}]}");
    values_batch_update(&f->call, f->body);
    assert_int_equal(f->reply.status, 200);
}

static void written_values_come_back_when_asked_for(void **state)
{
    struct fixture *f = *state;
    update(f, "A1",
           "valueInputOption=RAW&includeValuesInResponse=True&responseValueRenderOption=UNFORMATTED_VALUE",
           "{\"values\":[[\"1020827427888435210\"]]}");
    assert_string_equal(fixture_answer(f, "updatedData.values.0.0"), "1020827427888435210");
}

static void clear_answers_the_expanded_range(void **state)
{
    struct fixture *f = *state;
    update(f, "A1", "valueInputOption=RAW", "{\"values\":[[\"a\",\"b\"]]}");
    fixture_next(f, "", NULL);
    values_clear(&f->call, "Sheet1");
    assert_string_equal(fixture_answer(f, "clearedRange"), "Sheet1!A1:Z1000");
    assert_int_equal(grid_used_rows(f->book.tabs[0]), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(an_input_option_is_required),
        FIXTURE_TEST(null_is_skipped_and_not_counted),
        FIXTURE_TEST(values_may_reach_over_one_cell_but_not_over_a_range),
        FIXTURE_TEST(the_grid_does_not_grow_for_an_update),
        FIXTURE_TEST(one_poisoned_range_stops_the_whole_batch),
        FIXTURE_TEST(a_batch_counts_its_rows),
        FIXTURE_TEST(overlapping_ranges_are_reported_to_the_police),
        FIXTURE_TEST(an_unknown_member_is_named),
        FIXTURE_TEST(nulls_for_options_are_as_good_as_absent),
        FIXTURE_TEST(written_values_come_back_when_asked_for),
        FIXTURE_TEST(clear_answers_the_expanded_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
