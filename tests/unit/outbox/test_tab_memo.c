/* The tab is remembered for its spreadsheet and its title only. */
#include "tab_memo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void the_tab_is_remembered_for_these_settings_only(void **state)
{
    (void)state;
    struct journal *journal = NULL;
    bool moved;
    assert_false(err_is(journal_open(NULL, &journal, &moved)));
    assert_int_equal(tab_memo_read(journal, "sheet", "Tickets"), -1);
    tab_memo_write(journal, "sheet", "Tickets", 42);
    assert_int_equal(tab_memo_read(journal, "sheet", "Tickets"), 42);
    assert_int_equal(tab_memo_read(journal, "sheet", "Ticket"), -1);
    assert_int_equal(tab_memo_read(journal, "sheet", NULL), -1);
    assert_int_equal(tab_memo_read(journal, "other", "Tickets"), -1);
    tab_memo_write(journal, "sheet", NULL, 0);
    assert_int_equal(tab_memo_read(journal, "sheet", NULL), 0);
    journal_close(&journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_tab_is_remembered_for_these_settings_only)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
