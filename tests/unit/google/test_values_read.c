/* values.get and batchGet. */
#include "values.h"

#include "fixture.h"

static void fill(struct fixture *f)
{
    fixture_next(f, "",
                 "{\"valueInputOption\":\"RAW\",\"data\":[{\"range\":\"A1:D3\",\"values\":[["
                 "\"1020827427888435210\",\"\",\"c\",\"\"],[],"
                 "[1020827427888435210]]}]}");
    values_batch_update(&f->call, f->body);
    assert_int_equal(f->reply.status, 200);
}

static void assert_values(struct fixture *f, const char *query, const char *range, const char *want)
{
    fixture_next(f, query, NULL);
    values_get(&f->call, range, &f->query);
    assert_int_equal(f->reply.status, 200);
    assert_string_equal(buffer_string(&f->reply.body), want);
}

static void empty_ends_are_trimmed_and_an_empty_row_between_stays(void **state)
{
    struct fixture *f = *state;
    fill(f);
    assert_values(f, "valueRenderOption=UNFORMATTED_VALUE", "'Sheet1'!A:D",
                  "{\"range\":\"Sheet1!A1:D1000\",\"majorDimension\":\"ROWS\",\"values\":[["
                  "\"1020827427888435210\",\"\",\"c\"],[],"
                  "[1.02082742788844E+18]]}");
}

static void columns_can_be_the_major_dimension(void **state)
{
    struct fixture *f = *state;
    fill(f);
    assert_values(f, "majorDimension=COLUMNS", "A1:C2",
                  "{\"range\":\"Sheet1!A1:C2\",\"majorDimension\":\"COLUMNS\",\"values\":[["
                  "\"1020827427888435210\"],[],[\"c\"]]}");
}

static void nothing_means_no_values_at_all(void **state)
{
    assert_values(*state, "", "Sheet1", "{\"range\":\"Sheet1!A1:Z1000\",\"majorDimension\":\"ROWS\"}");
}

static void an_unknown_tab_cannot_be_parsed(void **state)
{
    struct fixture *f = *state;
    fixture_next(f, "", NULL);
    values_get(&f->call, "NOPE!A5:F15", &f->query);
    assert_int_equal(f->reply.status, 400);
    assert_string_equal(fixture_answer(f, "error.message"), "Unable to parse range: NOPE!A5:F15");
    assert_string_equal(fixture_answer(f, "error.status"), "INVALID_ARGUMENT");
}

static void a_range_past_the_grid_is_refused(void **state)
{
    struct fixture *f = *state;
    fixture_next(f, "", NULL);
    values_get(&f->call, "A1001", &f->query);
    assert_string_equal(fixture_answer(f, "error.message"),
                        "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26");
}

static void an_open_range_that_begins_past_the_grid_is_refused(void **state)
{
    struct fixture *f = *state;
    fixture_next(f, "", NULL);
    values_get(&f->call, "AB:AC", &f->query);
    assert_int_equal(f->reply.status, 400);
}

static void batch_get_answers_in_the_order_asked(void **state)
{
    struct fixture *f = *state;
    fill(f);
    fixture_next(f, "ranges=C1&ranges=Sheet1!A1", NULL);
    values_batch_get(&f->call, &f->query);
    assert_string_equal(fixture_answer(f, "valueRanges.0.range"), "Sheet1!C1");
    assert_string_equal(fixture_answer(f, "valueRanges.1.values.0.0"), "1020827427888435210");
}

static void one_bad_range_spoils_a_batch_get(void **state)
{
    struct fixture *f = *state;
    fixture_next(f, "ranges=A1&ranges=NOPE!A1", NULL);
    values_batch_get(&f->call, &f->query);
    assert_string_equal(fixture_answer(f, "error.message"), "Unable to parse range: NOPE!A1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(empty_ends_are_trimmed_and_an_empty_row_between_stays),
        FIXTURE_TEST(columns_can_be_the_major_dimension),
        FIXTURE_TEST(nothing_means_no_values_at_all),
        FIXTURE_TEST(an_unknown_tab_cannot_be_parsed),
        FIXTURE_TEST(a_range_past_the_grid_is_refused),
        FIXTURE_TEST(an_open_range_that_begins_past_the_grid_is_refused),
        FIXTURE_TEST(batch_get_answers_in_the_order_asked),
        FIXTURE_TEST(one_bad_range_spoils_a_batch_get),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
