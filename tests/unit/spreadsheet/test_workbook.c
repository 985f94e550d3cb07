/* Tabs, and the history that every change leaves. */
#include "workbook.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

struct fixture {
    struct workbook book;
    struct history history;
    struct editor editor;
};

static int set_up(void **state)
{
    static struct fixture f;
    workbook_init(&f.book);
    history_init(&f.history);
    f.editor = (struct editor){&f.book, &f.history, BY_HUMAN, 1000, NULL, NULL};
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *f = *state;
    workbook_free(&f->book);
    history_free(&f->history);
    return 0;
}

static void set_text(struct fixture *f, uint32_t row, uint32_t column, const char *text)
{
    struct cell value = {0};
    cell_set_text(&value, text);
    editor_set(&f->editor, f->book.tabs[0], row, column, &value);
    cell_free(&value);
}

static void a_new_book_is_as_google_makes_it(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(f->book.count, 1);
    assert_int_equal(f->book.tabs[0]->id, 0);
    assert_string_equal(f->book.tabs[0]->title, "Sheet1");
    assert_int_equal(workbook_cells(&f->book), 26000);
}

static void titles_are_found_without_regard_to_case(void **state)
{
    struct fixture *f = *state;
    assert_ptr_equal(workbook_by_title(&f->book, "sheeT1"), f->book.tabs[0]);
    assert_ptr_equal(workbook_by_title(&f->book, ""), f->book.tabs[0]);
    assert_null(workbook_by_title(&f->book, "Sheet2"));
    assert_null(workbook_by_title(&f->book, "Sheet1 "));
    grid_rename(f->book.tabs[0], "Fiches d'été");
    assert_ptr_equal(workbook_by_title(&f->book, "FICHES D'ÉTÉ"), f->book.tabs[0]);
    assert_null(workbook_by_title(&f->book, "fiches d'e\u0301te\u0301"));
}

static void a_change_is_remembered_with_before_and_after(void **state)
{
    struct fixture *f = *state;
    set_text(f, 1, 0, "old");
    set_text(f, 1, 0, "new");
    set_text(f, 1, 0, "new");
    assert_int_equal(f->history.count, 2);
    const struct edit *e = &f->history.edits[1];
    assert_int_equal(e->seq, 2);
    assert_string_equal(e->before.text, "old");
    assert_string_equal(e->after.text, "new");
    assert_int_equal(e->by, BY_HUMAN);
}

static void a_cell_keeps_its_text_format_when_its_value_changes(void **state)
{
    struct fixture *f = *state;
    grid_cell(f->book.tabs[0], 0, 0)->text_format = true;
    set_text(f, 0, 0, "x");
    assert_true(grid_peek(f->book.tabs[0], 0, 0)->text_format);
}

static void history_forgets_the_oldest_at_its_cap_and_counts_them(void **state)
{
    struct fixture *f = *state;
    for (size_t i = 0; i < HISTORY_CAP + 1; i++)
        editor_note(&f->editor, f->book.tabs[0], EDIT_SORT, 0, 1);
    assert_int_equal(f->history.last_seq, HISTORY_CAP + 1);
    assert_int_equal(f->history.forgotten, HISTORY_CAP / 4);
    assert_int_equal(f->history.count + f->history.forgotten, HISTORY_CAP + 1);
    assert_int_equal(f->history.edits[0].seq, HISTORY_CAP / 4 + 1);
}

static void history_is_told_from_a_given_number_on(void **state)
{
    struct fixture *f = *state;
    struct buffer out;
    buffer_init(&out, 10000);
    set_text(f, 0, 0, "a");
    set_text(f, 0, 1, "b");
    struct json_writer w = json_writer(&out);
    history_write(&f->history, 1, 100, &w);
    assert_string_equal(
        buffer_string(&out),
        "[{\"seq\":2,\"at_ms\":1000,\"who\":\"human\",\"do\":\"cell\",\"sheet_id\":0,\"row\":1,\"column\":2,"
        "\"before\":null,\"after\":{\"type\":\"string\",\"value\":\"b\"}}]");
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_new_book_is_as_google_makes_it, set_up, tear_down),
        cmocka_unit_test_setup_teardown(titles_are_found_without_regard_to_case, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_change_is_remembered_with_before_and_after, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_cell_keeps_its_text_format_when_its_value_changes, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(history_forgets_the_oldest_at_its_cap_and_counts_them, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(history_is_told_from_a_given_number_on, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
