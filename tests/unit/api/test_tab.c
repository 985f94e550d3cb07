/* The tab is found, followed over a rename, created or widened. */
#include "tab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static enum tab_look look(struct tab *tab, int id, const char *title, int columns)
{
    char body[300];
    int n = snprintf(body, sizeof(body),
                     "{\"sheets\":[{\"properties\":{\"sheetId\":%d,\"title\":\"%s\",\"gridProperties\":{"
                     "\"rowCount\":10,\"columnCount\":%d}}}]}",
                     id, title, columns);
    return tab_look(tab, body, (size_t)n);
}

static void a_renamed_tab_is_followed_by_its_id(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, "Tickets");
    assert_int_equal(look(&tab, 5, "Tickets", 26), TAB_READY);
    assert_true(tab.ready);
    tab_doubt(&tab);
    assert_false(tab.ready);
    assert_int_equal(look(&tab, 5, "Anciens", 26), TAB_READY);
    assert_string_equal(tab.known.title, "Anciens");
    assert_true(tab_is_renamed(&tab));
    tab_free(&tab);
}

static void a_deleted_tab_is_looked_for_by_title_and_then_created(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, "Tickets");
    assert_int_equal(look(&tab, 5, "Tickets", 26), TAB_READY);
    tab_doubt(&tab);
    assert_int_equal(look(&tab, 6, "Autre", 26), TAB_VANISHED);
    assert_false(tab.ready);
    assert_int_equal(look(&tab, 6, "Autre", 26), TAB_MISSING);
    assert_int_equal(look(&tab, 7, "Tickets", 26), TAB_READY);
    assert_int_equal(tab.known.sheet_id, 7);
    tab_free(&tab);
}

static void a_tab_whose_width_is_not_told_is_taken_as_it_is(void **state)
{
    (void)state;
    static const char BODY[] = "{\"sheets\":[{\"properties\":{\"sheetId\":5,\"title\":\"Tickets\"}}]}";
    struct tab tab;
    tab_init(&tab, NULL);
    assert_int_equal(tab_look(&tab, BODY, strlen(BODY)), TAB_READY);
    tab_free(&tab);
}

static void a_narrow_tab_is_widened_before_use(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, NULL);
    assert_int_equal(look(&tab, 0, "Feuille 1", 3), TAB_NARROW);
    assert_false(tab.ready);
    assert_int_equal(look(&tab, 0, "Feuille 1", 4), TAB_READY);
    assert_false(tab_is_renamed(&tab));
    tab_free(&tab);
}

static void without_title_nothing_is_created(void **state)
{
    (void)state;
    struct tab tab;
    tab_init(&tab, NULL);
    assert_int_equal(tab_look(&tab, "{\"sheets\":[]}", 13), TAB_NONE);
    assert_int_equal(tab_look(&tab, "<html>", 6), TAB_UNREADABLE);
    tab_free(&tab);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_renamed_tab_is_followed_by_its_id),
        cmocka_unit_test(a_deleted_tab_is_looked_for_by_title_and_then_created),
        cmocka_unit_test(a_tab_whose_width_is_not_told_is_taken_as_it_is),
        cmocka_unit_test(a_narrow_tab_is_widened_before_use),
        cmocka_unit_test(without_title_nothing_is_created),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
