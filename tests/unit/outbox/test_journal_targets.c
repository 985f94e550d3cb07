/* Rows belong to one tab of one spreadsheet, and wait for it wherever the settings go. */
#include "journal_fixture.h"

#include "journal_inside.h"
#include "oldest_rows.h"

static struct journal *at_target(const char *target)
{
    struct journal *journal = created(folder, target, 0);
    save(journal);
    assert_true(journal_is_open(journal));
    return journal;
}

static void leave(struct journal *journal)
{
    save(journal);
    journal_destroy(&journal);
}

static void rows_for_another_spreadsheet_stay_parked_until_it_comes_back(void **state)
{
    (void)state;
    struct journal *journal = at_target("old");
    assert_int_equal(journal_counts(journal).parked, 0);
    put(journal, "1", KEY, "[1]", 1000);
    leave(journal);
    journal = at_target("old");
    assert_int_equal(journal_counts(journal).waiting, 1);
    leave(journal);
    journal = at_target("new");
    assert_int_equal(journal_counts(journal).parked, 1);
    assert_int_equal(journal_counts(journal).waiting, 0);
    put(journal, "2", KEY, "[2]", 2000); /* the same channel, for the new one */
    leave(journal);
    journal = at_target("old");
    assert_int_equal(journal_counts(journal).parked, 1);
    assert_true(holds(journal, KEY, "[1]"));
    leave(journal);
}

static size_t back;

static void came_back(void *ctx, size_t rows)
{
    (void)ctx;
    back += rows;
}

static void rows_for_a_tab_that_was_only_renamed_come_back_unless_newer_ones_came(void **state)
{
    (void)state;
    back = 0;
    struct journal *journal = at_target("sheet\nOld");
    journal_keep_memo(journal, JOURNAL_TAB_MEMO "sheet\nOld", "42");
    put(journal, "1", KEY, "[1]", 1000);
    put(journal, "2", OTHER_KEY, "[5]", 2000);
    leave(journal);
    journal = at_target("sheet\nNew");
    assert_int_equal(journal_counts(journal).parked, 2);
    put(journal, "3", KEY, "[2]", 3000);
    for (int i = 0; i < 100; i++) { /* at each look at the tabs */
        journal_reunite(journal, "sheet", 43, came_back, NULL);
        save(journal);
    }
    journal_reunite(journal, "shee", 42, came_back, NULL);
    save(journal);
    assert_int_equal(back, 0);
    news = 0;
    journal_reunite(journal, "sheet", 42, came_back, NULL);
    save(journal);
    assert_int_equal(back, 1); /* the other one has a newer row */
    assert_int_equal(news, 1);
    assert_int_equal(journal_counts(journal).waiting, 2);
    assert_int_equal(journal_counts(journal).parked, 0);
    assert_int_equal(journal_counts(journal).oldest_wall_ms, 2000); /* it has waited since then */
    assert_true(holds(journal, KEY, "[2]") && holds(journal, OTHER_KEY, "[5]"));
    leave(journal);
    journal = at_target("sheet\nNew");
    assert_int_equal(journal_counts(journal).parked, 0);
    assert_int_equal(journal_counts(journal).waiting, 2);
    leave(journal);
}

static void a_row_that_leaves_while_parked_ones_come_back_is_gone(void **state)
{
    (void)state;
    struct oldest_rows oldest = {.count = 0};
    struct journal *journal = at_target("sheet\nOld");
    journal_keep_memo(journal, JOURNAL_TAB_MEMO "sheet\nOld", "42");
    put(journal, "1", OTHER_KEY, "[5]", 1000);
    leave(journal);
    journal = at_target("sheet\nNew");
    put(journal, "2", KEY, "[1]", 2000);
    oldest_rows_load(&oldest, journal);
    journal_reunite(journal, "sheet", 42, came_back, NULL);
    journal_begin_job(journal); /* it reads the file */
    assert_int_equal(journal_settle(journal, oldest.rows, oldest.count), 1);
    save(journal);
    assert_false(holds(journal, KEY, "[1]"));
    assert_true(holds(journal, OTHER_KEY, "[5]"));
    oldest_rows_free(&oldest);
    leave(journal);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_row_that_leaves_while_parked_ones_come_back_is_gone, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(rows_for_another_spreadsheet_stay_parked_until_it_comes_back, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(rows_for_a_tab_that_was_only_renamed_come_back_unless_newer_ones_came,
                                        set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
