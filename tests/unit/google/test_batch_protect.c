/* Protected ranges: who is refused, by which call, and in which words. */
#include "batch_fixture.h"
#include "values.h"

#define PROTECT(range, editors)                                                                              \
    "{\"addProtectedRange\":{\"protectedRange\":{\"range\":" range ",\"editors\":" editors "}}}"
#define WORDS                                                                                                \
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove "     \
    "protection if you need to edit."

/* As a person protects: only `editors` (addresses with blanks between) are let in. */
static void protect(struct fixture *f, struct rect rect, const char *editors)
{
    const struct protection *added =
        protections_add(&f->book.protections, (struct protection){.rect = rect, .editors = strdup(editors)});
    assert_non_null(added);
}

static void update(struct fixture *f, const char *range)
{
    fixture_next(f, "valueInputOption=RAW", "{\"values\":[[\"x\"]]}");
    values_update(&f->call, range, &f->query, f->body);
}

static const struct rect columns_a_to_d = {0, 0, A1_OPEN, 4}, row_7 = {6, 0, 7, A1_OPEN},
                         whole_tab = {0, 0, A1_OPEN, A1_OPEN};

static void a_value_for_a_protected_cell_is_refused_in_googles_words(void **state)
{
    struct fixture *f = *state;
    protect(f, columns_a_to_d, "");
    update(f, "D900");
    assert_int_equal(f->reply.status, 400);
    assert_string_equal(fixture_answer(f, "error.message"), WORDS);
    update(f, "E900");
    assert_int_equal(f->reply.status, 200);
}

static void a_batch_of_values_says_which_entry_and_changes_nothing(void **state)
{
    struct fixture *f = *state;
    protect(f, row_7, "");
    fixture_next(f, "",
                 "{\"valueInputOption\":\"RAW\",\"data\":[{\"range\":\"A1\",\"values\":[[\"x\"]]},"
                 "{\"range\":\"A7\",\"values\":[[\"y\"]]}]}");
    values_batch_update(&f->call, f->body);
    assert_int_equal(f->reply.status, 400);
    assert_string_equal(fixture_answer(f, "error.message"), "Invalid data[1]: " WORDS);
    assert_string_equal(fixture_cell(f, 0, 0), "");
}

static void an_appended_cell_in_a_protected_column_is_refused(void **state)
{
    struct fixture *f = *state;
    protect(f, columns_a_to_d, "");
    run(f, "[" APPEND(CELL_TEXT_JSON("x")) "]");
    assert_string_equal(fixture_answer(f, "error.message"), "Invalid requests[0].appendCells: " WORDS);
    assert_string_equal(fixture_cell(f, 0, 0), "");
}

static void whoever_is_among_the_editors_may_write(void **state)
{
    struct fixture *f = *state;
    protect(f, whole_tab, "someone@example.com robot@example.com");
    update(f, "A1");
    assert_int_equal(f->reply.status, 200);
    f->editor.account = "robot@example.co";
    update(f, "A1");
    assert_int_equal(f->reply.status, 400);
}

static void a_protection_moves_with_its_row_and_goes_with_it(void **state)
{
    struct fixture *f = *state;
    const struct editor owner = {&f->book, &f->history, BY_HUMAN, 0, NULL, NULL};
    protect(f, row_7, "");
    grid_insert_rows(f->book.tabs[0], 2, 3);
    editor_note(&owner, f->book.tabs[0], EDIT_INSERT_ROWS, 2, 3);
    update(f, "A7");
    assert_int_equal(f->reply.status, 200);
    update(f, "A10");
    assert_int_equal(f->reply.status, 400);
    grid_delete_rows(f->book.tabs[0], 9, 10);
    editor_note(&owner, f->book.tabs[0], EDIT_DELETE_ROWS, 9, 1);
    assert_int_equal(f->book.protections.count, 0);
}

static void a_deleted_dimension_may_not_hold_what_is_protected(void **state)
{
    struct fixture *f = *state;
    protect(f, row_7, "");
    run(f, "[{\"deleteDimension\":{\"range\":{\"sheetId\":0,\"dimension\":\"ROWS\",\"startIndex\":5,"
           "\"endIndex\":8}}}]");
    assert_string_equal(fixture_answer(f, "error.message"), "Invalid requests[0].deleteDimension: " WORDS);
    assert_int_equal(f->book.tabs[0]->rows, 1000);
    run(f, "[{\"deleteDimension\":{\"range\":{\"sheetId\":0,\"dimension\":\"ROWS\",\"startIndex\":0,"
           "\"endIndex\":2}}}]");
    assert_int_equal(f->reply.status, 200);
}

static void a_protection_added_by_a_program_keeps_that_program_in_and_others_out(void **state)
{
    struct fixture *f = *state;
    run(f, "[" PROTECT("{\"sheetId\":0,\"endColumnIndex\":4}", "{\"users\":[\"chef@example.com\"]}") "]");
    int64_t id = fixture_number(f, "replies.0.addProtectedRange.protectedRange.protectedRangeId");
    assert_int_equal(id, f->book.protections.list[0].id);
    update(f, "A1");
    assert_int_equal(f->reply.status, 200);
    f->editor.account = "other@example.com";
    update(f, "A1");
    assert_int_equal(f->reply.status, 400);
    run(f, "[{\"deleteProtectedRange\":{\"protectedRangeId\":1}}]");
    assert_int_equal(f->reply.status, 400);
    f->editor.account = "robot@example.com";
    run(f, "[{\"deleteProtectedRange\":{\"protectedRangeId\":1}}]");
    assert_int_equal(f->reply.status, 200);
    assert_int_equal(f->book.protections.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_value_for_a_protected_cell_is_refused_in_googles_words,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(a_batch_of_values_says_which_entry_and_changes_nothing,
                                        fixture_set_up, fixture_tear_down),
        cmocka_unit_test_setup_teardown(an_appended_cell_in_a_protected_column_is_refused, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(whoever_is_among_the_editors_may_write, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(a_protection_moves_with_its_row_and_goes_with_it, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(a_deleted_dimension_may_not_hold_what_is_protected, fixture_set_up,
                                        fixture_tear_down),
        cmocka_unit_test_setup_teardown(a_protection_added_by_a_program_keeps_that_program_in_and_others_out,
                                        fixture_set_up, fixture_tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
