/* The tab is found, followed over a rename, waited for when it is gone, widened where it must be. */
#include "tab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define ONE(id, title, columns)                                                                              \
    "{\"properties\":{\"sheetId\":" #id ",\"title\":\"" title "\",\"gridProperties\":{\"rowCount\":10,"      \
    "\"columnCount\":" #columns "}}}"
#define TABS(list) "{\"sheets\":[" list "]}"

static size_t seen;

static enum tab_look look(struct tab *tab, const char *body)
{
    struct api_tabs tabs = {0};
    enum tab_look found = tab_look(tab, body, strlen(body), &tabs);
    seen = tabs.count;
    api_tabs_free(&tabs);
    return found;
}

static void a_renamed_tab_is_followed_by_its_id(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, "Tickets", -1);
    assert_int_equal(look(&tab, TABS(ONE(5, "Tickets", 26))), TAB_READY);
    assert_true(tab.ready);
    tab_doubt(&tab);
    assert_false(tab.ready);
    assert_int_equal(look(&tab, TABS(ONE(6, "Tickets", 26) "," ONE(5, "Anciens", 26))), TAB_READY);
    assert_string_equal(tab.title, "Anciens");
    assert_true(tab_is_renamed(&tab));
    assert_false(tab.replaced);
    tab_free(&tab);
}

static void a_deleted_tab_is_waited_for_and_the_first_one_does_not_take_its_place(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, NULL, -1);
    assert_int_equal(look(&tab, TABS(ONE(5, "Feuille 1", 26) "," ONE(6, "Autre", 26))), TAB_READY);
    tab_doubt(&tab);
    assert_int_equal(look(&tab, TABS(ONE(6, "Autre", 26))), TAB_GONE);
    assert_int_equal(look(&tab, TABS(ONE(6, "Feuille 1", 26))), TAB_GONE);
    assert_false(tab.ready);
    assert_int_equal(seen, 1);
    assert_int_equal(look(&tab, TABS(ONE(6, "Autre", 26) "," ONE(5, "Feuille 1", 26))), TAB_READY);
    tab_free(&tab);
}

static void so_is_one_that_a_predecessor_knew(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, NULL, 5);
    assert_int_equal(look(&tab, TABS(ONE(6, "Autre", 26))), TAB_GONE);
    assert_int_equal(look(&tab, TABS("")), TAB_GONE);
    tab_free(&tab);
}

static void the_name_in_the_settings_names_a_new_one_when_the_old_one_is_gone(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, "Tickets", 5);
    assert_int_equal(look(&tab, TABS(ONE(6, "Autre", 26))), TAB_GONE);
    assert_int_equal(look(&tab, TABS(ONE(7, "tickets", 2))), TAB_NARROW);
    assert_int_equal(look(&tab, TABS(ONE(7, "tickets", 4))), TAB_READY);
    assert_int_equal(tab.sheet_id, 7);
    assert_true(tab.replaced);
    tab_free(&tab);
}

static void a_title_that_no_tab_bears_is_missing_and_the_tabs_that_there_are_are_handed_out(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, "Tickets", -1);
    assert_int_equal(look(&tab, TABS(ONE(6, "Autre", 26) "," ONE(7, "Ticket", 26))), TAB_MISSING);
    assert_int_equal(seen, 2);
    assert_int_equal(look(&tab, TABS("")), TAB_MISSING);
    tab_free(&tab);
}

static void the_best_match_counts_and_a_doubtful_one_does_not(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, "Tickets", -1);
    assert_int_equal(look(&tab, TABS(ONE(5, " Tickets", 26) "," ONE(6, "TICKETS", 26))), TAB_READY);
    assert_int_equal(tab.sheet_id, 6);
    assert_false(tab_is_renamed(&tab)); /* Google takes it for the same */
    tab_free(&tab);
    tab_init(&tab, "Tickets", -1);
    assert_int_equal(look(&tab, TABS(ONE(5, " Tickets", 26) "," ONE(6, "TICKETS ", 26))), TAB_MISSING);
    assert_int_equal(look(&tab, TABS(ONE(6, "TICKETS ", 26))), TAB_READY);
    tab_free(&tab);
}

static void a_tab_whose_width_is_not_told_is_taken_as_it_is(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, NULL, -1);
    assert_int_equal(look(&tab, "{\"sheets\":[{\"properties\":{\"sheetId\":5,\"title\":\"Tickets\"}}]}"),
                     TAB_READY);
    tab_free(&tab);
}

static void a_narrow_tab_is_widened_before_use(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, NULL, -1);
    assert_int_equal(look(&tab, TABS(ONE(0, "Feuille 1", 3))), TAB_NARROW);
    assert_false(tab.ready);
    assert_int_equal(look(&tab, TABS(ONE(0, "Feuille 1", 4))), TAB_READY);
    assert_false(tab_is_renamed(&tab));
    tab_free(&tab);
}

static void without_tabs_or_an_answer_there_is_none(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, NULL, -1);
    assert_int_equal(look(&tab, TABS("")), TAB_NONE);
    assert_int_equal(look(&tab, "<html>"), TAB_UNREADABLE);
    tab_free(&tab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_renamed_tab_is_followed_by_its_id),
        cmocka_unit_test(a_deleted_tab_is_waited_for_and_the_first_one_does_not_take_its_place),
        cmocka_unit_test(so_is_one_that_a_predecessor_knew),
        cmocka_unit_test(the_name_in_the_settings_names_a_new_one_when_the_old_one_is_gone),
        cmocka_unit_test(a_title_that_no_tab_bears_is_missing_and_the_tabs_that_there_are_are_handed_out),
        cmocka_unit_test(the_best_match_counts_and_a_doubtful_one_does_not),
        cmocka_unit_test(a_tab_whose_width_is_not_told_is_taken_as_it_is),
        cmocka_unit_test(a_narrow_tab_is_widened_before_use),
        cmocka_unit_test(without_tabs_or_an_answer_there_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
