/* Google's answers, and things that only look like them. */
#include "replies.h"

#include "cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char TABS[] =
    "{\n  \"sheets\": [\n"
    "{\"properties\":{\"sheetId\":7,\"title\":\"Graphique\",\"index\":0,\"sheetType\":\"OBJECT\"}},"
    "{\"properties\":{\"title\":\"Feuille "
    "1\",\"index\":1,\"sheetType\":\"GRID\",\"gridProperties\":{\"rowCount\":1000,"
    "\"columnCount\":26}}},"
    "{\"properties\":{\"sheetId\":99,\"title\":\"Tickets\",\"index\":2,\"sheetType\":\"GRID\","
    "\"gridProperties\":{"
    "\"rowCount\":10,\"columnCount\":3}}}]}\n";

static void tabs_of_cells_come_in_their_order_and_charts_are_none(void **state)
{
    (void)state;
    struct api_tabs tabs;
    assert_false(err_is(reply_tabs(TABS, strlen(TABS), &tabs)));
    assert_int_equal(tabs.count, 2);
    assert_string_equal(tabs.tabs[0].title, "Feuille 1");
    assert_int_equal(tabs.tabs[0].sheet_id, 0);
    assert_int_equal(tabs.tabs[0].rows, 1000);
    assert_string_equal(tabs.tabs[1].title, "Tickets");
    assert_int_equal(tabs.tabs[1].sheet_id, 99);
    assert_int_equal(tabs.tabs[1].columns, 3);
    api_tabs_free(&tabs);
}

static void rows_are_read_whatever_people_typed_beside_them(void **state)
{
    (void)state;
    static const char BODY[] =
        "{\"range\":\"'T'!A1:D1000\",\"majorDimension\":\"ROWS\",\"values\":["
        "[\"channel_id\",\"validated_by\"],[],"
        "[\"1020827427888435210\",\"[1]\"],"
        "[\"1020827427888435211\",\"[2]\",\"{}\",\"77\",\"more\"],"
        "[1.02082742788844E+18,\"[3]\",\"{}\",1.13E+18],"
        "[12,true,null,\"notes\"],[\"9223372036854775808\"],[99999999999999999999999]]}";
    struct row_map *map = row_map_create();
    struct foreign_rows *foreign = foreign_rows_create();
    assert_false(err_is(reply_rows(BODY, strlen(BODY), map, foreign)));
    assert_int_equal(row_map_survey(map).rows, 5);
    assert_int_equal(row_map_survey(map).rounded, 2);
    assert_int_equal(row_map_survey(map).first_rounded, 5);
    const struct map_row *row = row_map_find(map, 1020827427888435210u);
    assert_int_equal(row->place, 3);
    assert_string_equal(row->b, "[1]");
    assert_string_equal(row->c, "");
    assert_string_equal(row->d, "");
    assert_int_equal(row_map_find(map, 1020827427888435211u)->place, 4);
    assert_int_equal(row_map_find(map, 9223372036854775808u)->place, 7);
    assert_int_equal(foreign_rows_count(foreign), 4); /* header, both numbers, and the notes */
    assert_string_equal(foreign_rows_at(foreign, 0)->cells[1], "svalidated_by");
    assert_int_equal(foreign_rows_at(foreign, 2)->place, 6);
    assert_string_equal(foreign_rows_at(foreign, 2)->cells[0], "n12");
    assert_string_equal(foreign_rows_at(foreign, 2)->cells[1], "b1");
    assert_string_equal(foreign_rows_at(foreign, 2)->cells[2], "");
    assert_string_equal(foreign_rows_at(foreign, 2)->cells[3], "snotes");
    foreign_rows_destroy(&foreign);
    row_map_destroy(&map);
}

static void an_id_that_is_written_as_a_formula_is_that_id(void **state)
{
    (void)state;
    static const char BODY[] =
        "{\"range\":\"T!A1:D9\",\"values\":[[\"=\\\"1020827427888435210\\\"\",\"[1]\"],"
        "[\"=1020827427888435211\"],[\"=\\\"\\\"\"]]}";
    struct row_map *map = row_map_create();
    struct foreign_rows *foreign = foreign_rows_create();
    assert_false(err_is(reply_rows(BODY, strlen(BODY), map, foreign)));
    assert_int_equal(row_map_find(map, 1020827427888435210u)->place, 1);
    assert_int_equal(foreign_rows_count(foreign), 2);
    assert_string_equal(foreign_rows_at(foreign, 0)->cells[0], "s=1020827427888435211");
    foreign_rows_destroy(&foreign);
    row_map_destroy(&map);
}

static void an_answer_tells_whose_rows_the_updates_fell_on(void **state)
{
    (void)state;
    static const char BODY[] = "{\"spreadsheetId\":\"x\",\"responses\":["
                               "{\"updatedData\":{\"values\":[[\"1020827427888435210\",\"[1]\"]]}},"
                               "{\"updatedData\":{\"values\":[[\"1020827427888435999\",\"[1]\"]]}},"
                               "{\"updatedData\":{\"values\":[[\"\",\"[1]\"]]}},{},"
                               "{\"updatedData\":{\"values\":[[\"1020827427888435210\"]]}}]}";
    const struct row row = {"1020827427888435210", "[1]", "{}", ""};
    const struct api_update updates[] = {{row, 2, 2}, {row, 3, 2}, {row, 4, 2}, {row, 5, 2}, {row, 6, 3}};
    bool met[5];
    uint64_t fell_on[5];
    assert_false(err_is(reply_updates(BODY, strlen(BODY), updates, 5, met, fell_on)));
    assert_true(fell_on[0] == 0 && fell_on[4] == 0);
    assert_true(fell_on[1] == cell_hash("1020827427888435999"));
    assert_true(fell_on[2] == cell_hash("") && fell_on[3] == cell_hash(""));
    assert_true(met[0]);
    assert_false(met[1] || met[2] || met[3]);
    assert_true(met[4]); /* its column A was written: nothing can be told */
    assert_true(err_is(reply_updates(BODY, strlen(BODY), updates, 4, met, fell_on)));
    assert_true(err_is(reply_updates("{\"responses\":[]}", 16, updates, 0, met, fell_on)));
    assert_true(err_is(reply_updates("<html>", 6, updates, 0, met, fell_on)));
}

static enum err_kind rows_of(const char *body)
{
    struct row_map *map = row_map_create();
    struct foreign_rows *foreign = foreign_rows_create();
    struct err e = reply_rows(body, strlen(body), map, foreign);
    foreign_rows_destroy(&foreign);
    row_map_destroy(&map);
    return e.kind;
}

static void an_empty_sheet_is_no_error_but_rubbish_is(void **state)
{
    (void)state;
    assert_int_equal(rows_of("{\"range\":\"'T'!A1:D1000\",\"majorDimension\":\"ROWS\"}"), ERR_NONE);
    assert_int_equal(rows_of("{}"),
                     ERR_SYNTAX); /* an empty sheet taken for a whole one would double every row */
    assert_int_equal(rows_of("[]"), ERR_SYNTAX);
    assert_int_equal(rows_of(""), ERR_SYNTAX);
    assert_int_equal(rows_of("{\"range\":\"x\",\"values\":["), ERR_SYNTAX);
    assert_int_equal(rows_of("{\"range\":\"x\",\"values\":{}}"), ERR_SYNTAX);
    struct api_tabs tabs;
    assert_int_equal(reply_tabs("<html>", 6, &tabs).kind, ERR_SYNTAX);
    assert_int_equal(reply_tabs("{}", 2, &tabs).kind, ERR_SYNTAX);
    assert_true(reply_is_written("{\"spreadsheetId\":\"x\",\"replies\":[{}]}", 36));
    assert_false(reply_is_written("{\"spreadsheetId\":", 17));
    assert_false(reply_is_written("<html>", 6));
}

static const struct row OURS = {"1020827427888435210", NULL, NULL, NULL};

static struct reply_whole_row whole_row_against(const char *body, struct row ours)
{
    struct reply_whole_row row = {0};
    assert_false(err_is(reply_whole_row(body, strlen(body), &ours, &row)));
    return row;
}

static struct reply_whole_row whole_row(const char *body)
{
    return whole_row_against(body, OURS);
}

static void cells_without_a_key_are_ours_only_if_all_of_them_are(void **state)
{
    (void)state;
    const struct row ours = {"", "[1]", "{}", "7"};
    struct reply_whole_row row =
        whole_row_against("{\"range\":\"T!A7:Z7\",\"values\":[[\"\",\"[1]\",\"\",\"7\"]]}", ours);
    assert_true(row.has_key && row.is_ours && row.is_alone);
    row = whole_row_against("{\"range\":\"T!A7:Z7\",\"values\":[[\"\",\"[1]\",\"a note\"]]}", ours);
    assert_false(row.is_ours);
    row = whole_row_against("{\"range\":\"T!A7:Z7\",\"values\":[[12,\"[1]\"]]}", ours);
    assert_false(row.has_key);
}

static void a_row_may_be_cleared_only_if_it_is_ours_to_its_end(void **state)
{
    (void)state;
    struct reply_whole_row row =
        whole_row("{\"range\":\"T!A7:Z7\",\"values\":[[\"1020827427888435210\",\"[]\"]]}");
    assert_true(row.has_key && row.is_alone);
    row = whole_row("{\"range\":\"T!A7:Z7\",\"values\":[[\"1020827427888435210\",\"\",\"\",\"\",\"note\"]]}");
    assert_true(row.has_key && !row.is_alone);
    row = whole_row("{\"range\":\"T!A7:Z7\",\"values\":[[1020827427888435210]]}");
    assert_false(row.has_key); /* a number: a person typed it */
    assert_false(whole_row("{\"range\":\"T!A7:Z7\"}").has_key);
    assert_true(err_is(reply_whole_row("{}", 2, &OURS, &row)));
    assert_true(err_is(reply_whole_row("<html>", 6, &OURS, &row)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_without_a_key_are_ours_only_if_all_of_them_are),
        cmocka_unit_test(a_row_may_be_cleared_only_if_it_is_ours_to_its_end),
        cmocka_unit_test(tabs_of_cells_come_in_their_order_and_charts_are_none),
        cmocka_unit_test(rows_are_read_whatever_people_typed_beside_them),
        cmocka_unit_test(an_id_that_is_written_as_a_formula_is_that_id),
        cmocka_unit_test(an_answer_tells_whose_rows_the_updates_fell_on),
        cmocka_unit_test(an_empty_sheet_is_no_error_but_rubbish_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
