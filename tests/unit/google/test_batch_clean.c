/* deleteDuplicates, findReplace, trimWhitespace. */
#include "batch_fixture.h"

#define DUPLICATES                                                                                           \
    "{\"deleteDuplicates\":{\"range\":{\"sheetId\":0,\"startRowIndex\":1,\"endRowIndex\":9,"                 \
    "\"startColumnIndex\":0,"                                                                                \
    "\"endColumnIndex\":2},\"comparisonColumns\":[{\"sheetId\":0,\"dimension\":\"COLUMNS\",\"startIndex\":"  \
    "0,"                                                                                                     \
    "\"endIndex\":1}]}}"

static void of_doubled_rows_the_first_stays(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "key a b a c b d");
    cell_set_text(grid_cell(f->book.tabs[0], 1, 1), "first");
    cell_set_text(grid_cell(f->book.tabs[0], 3, 1), "second");
    cell_set_text(grid_cell(f->book.tabs[0], 6, 2), "a note outside the range");
    run(f, "[" DUPLICATES "]");
    assert_string_equal(column_a(f), "key a b c d - -");
    assert_string_equal(fixture_cell(f, 1, 1), "first");
    assert_string_equal(fixture_cell(f, 6, 2), "a note outside the range");
    assert_int_equal(fixture_number(f, "replies.0.deleteDuplicates.duplicatesRemovedCount"), 2);
}

static void a_second_run_finds_nothing_and_a_number_is_not_its_digits(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "key a A 1 b");
    cell_set_number(grid_cell(f->book.tabs[0], 4, 0), 1);
    run(f, "[" DUPLICATES "]");
    assert_int_equal(fixture_number(f, "replies.0.deleteDuplicates.duplicatesRemovedCount"), 1);
    run(f, "[" DUPLICATES "]");
    assert_int_equal(fixture_number(f, "replies.0.deleteDuplicates.duplicatesRemovedCount"), -1);
}

static void texts_are_replaced_and_counted(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "ana Ana b");
    run(f, "[{\"findReplace\":{\"find\":\"a\",\"replacement\":\"o\",\"range\":{\"sheetId\":0}}}]");
    assert_string_equal(column_a(f), "ono ono b");
    assert_int_equal(fixture_number(f, "replies.0.findReplace.occurrencesChanged"), 4);
    assert_int_equal(fixture_number(f, "replies.0.findReplace.rowsChanged"), 2);
    run(f,
        "[{\"findReplace\":{\"find\":\"ONO\",\"replacement\":\"x\",\"matchCase\":true,\"allSheets\":true}}]");
    assert_string_equal(column_a(f), "ono ono b");
    run(f, "[{\"findReplace\":{\"find\":\"o\",\"replacement\":\"x\",\"matchEntireCell\":true,\"allSheets\":"
           "true}}]");
    assert_string_equal(column_a(f), "ono ono b");
    run(f, "[{\"findReplace\":{\"find\":\"b\",\"replacement\":\"\",\"matchEntireCell\":true,\"allSheets\":"
           "true}}]");
    assert_string_equal(column_a(f), "ono ono");
}

static void a_replaced_text_is_read_as_if_typed(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "x1020827427888435210");
    run(f, "[{\"findReplace\":{\"find\":\"x\",\"replacement\":\"\",\"sheetId\":0}}]");
    assert_int_equal(grid_peek(f->book.tabs[0], 0, 0)->kind, CELL_NUMBER);
}

static void regular_expressions_are_refused_rather_than_misread(void **state)
{
    struct fixture *f = *state;
    run(f, "[{\"findReplace\":{\"find\":\".\",\"searchByRegex\":true,\"sheetId\":0}}]");
    assert_int_equal(f->reply.status, 400);
}

static void replace_by_regex(struct fixture *f, const char *members)
{
    char request[400];
    f->call.quirks.regex_replace = true;
    snprintf(request, sizeof request, "[{\"findReplace\":{\"searchByRegex\":true,\"sheetId\":0,%s}}]",
             members);
    run(f, request);
}

static void regular_expressions_are_carried_out_once_that_is_switched_on(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "Google-Sheets ooo none");
    replace_by_regex(f, "\"find\":\"O.*-(.*)\",\"replacement\":\"$1 \\\\$0\"");
    assert_string_equal(column_a(f), "GSheets $0 ooo none");
    assert_int_equal(fixture_number(f, "replies.0.findReplace.occurrencesChanged"), 1);
    replace_by_regex(f, "\"find\":\"^o\",\"replacement\":\"x\"");
    assert_string_equal(column_a(f), "GSheets $0 xoo none");
    replace_by_regex(f, "\"find\":\"n.\",\"matchEntireCell\":true,\"replacement\":\"x\"");
    assert_string_equal(column_a(f), "GSheets $0 xoo none");
    replace_by_regex(f, "\"find\":\"N\",\"matchCase\":true,\"replacement\":\"x\"");
    assert_string_equal(column_a(f), "GSheets $0 xoo none");
}

static void an_expression_takes_whole_letters_and_may_match_nothing(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "\u00e9t\u00e9");
    replace_by_regex(f, "\"find\":\"^.\",\"replacement\":\"x\"");
    assert_string_equal(column_a(f), "xt\u00e9");
    replace_by_regex(f, "\"find\":\"y*\",\"replacement\":\"-\"");
    assert_string_equal(column_a(f), "-x-t-\u00e9");
}

static void what_is_no_expression_is_refused(void **state)
{
    struct fixture *f = *state;
    fill_column_a(f, "a");
    replace_by_regex(f, "\"find\":\"a(\",\"replacement\":\"x\"");
    assert_int_equal(f->reply.status, 400);
    assert_string_equal(column_a(f), "a");
}

static void blanks_at_the_ends_and_doubled_ones_are_trimmed(void **state)
{
    struct fixture *f = *state;
    cell_set_text(grid_cell(f->book.tabs[0], 0, 0), "  a   b ");
    cell_set_text(grid_cell(f->book.tabs[0], 1, 0), "c d");
    run(f, "[{\"trimWhitespace\":{\"range\":{\"sheetId\":0}}}]");
    assert_string_equal(fixture_cell(f, 0, 0), "a b");
    assert_int_equal(fixture_number(f, "replies.0.trimWhitespace.cellsChangedCount"), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        FIXTURE_TEST(of_doubled_rows_the_first_stays),
        FIXTURE_TEST(a_second_run_finds_nothing_and_a_number_is_not_its_digits),
        FIXTURE_TEST(texts_are_replaced_and_counted),
        FIXTURE_TEST(a_replaced_text_is_read_as_if_typed),
        FIXTURE_TEST(regular_expressions_are_refused_rather_than_misread),
        FIXTURE_TEST(regular_expressions_are_carried_out_once_that_is_switched_on),
        FIXTURE_TEST(an_expression_takes_whole_letters_and_may_match_nothing),
        FIXTURE_TEST(what_is_no_expression_is_refused),
        FIXTURE_TEST(blanks_at_the_ends_and_doubled_ones_are_trimmed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
