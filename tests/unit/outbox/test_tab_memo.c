/* The tab is remembered for its spreadsheet and its title only. */
#include "tab_memo.h"

#include "journal_fixture.h"

static void the_tab_is_remembered_for_these_settings_only(void **state)
{
    (void)state;
    struct journal *journal = opened(NULL);
    assert_int_equal(tab_memo_read(journal, "sheet", "Tickets"), -1);
    tab_memo_write(journal, "sheet", "Tickets", 42);
    assert_int_equal(tab_memo_read(journal, "sheet", "Tickets"), 42);
    assert_int_equal(tab_memo_read(journal, "sheet", "Ticket"), -1);
    assert_int_equal(tab_memo_read(journal, "sheet", NULL), -1);
    assert_int_equal(tab_memo_read(journal, "other", "Tickets"), -1);
    tab_memo_write(journal, "sheet", NULL, 0);
    assert_int_equal(tab_memo_read(journal, "sheet", NULL), 0);
    journal_destroy(&journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_tab_is_remembered_for_these_settings_only, set_up, tear_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
