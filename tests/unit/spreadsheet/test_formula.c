/* Formulas of the pretend sheet. */
#include "formula.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void assert_shows(const char *formula, const char *want)
{
    struct cell c = {0};
    char text[64];
    formula_evaluate(formula, &c);
    if (c.kind == CELL_NUMBER)
        snprintf(text, sizeof text, "%.15g", c.number);
    else
        snprintf(text, sizeof text, "%s%s", c.kind == CELL_ERROR ? "" : "text ", c.text ? c.text : "");
    assert_string_equal(text, want);
    cell_free(&c);
}

static void sums_and_products_of_numbers_are_worked_out(void **state)
{
    (void)state;
    assert_shows("=1+1", "2");
    assert_shows("= 2 * (3 + 4) - 10/4", "11.5");
    assert_shows("=-(-3)--2", "5");
    assert_shows("=1e3", "1000");
}

static void a_text_in_quotes_is_a_text(void **state)
{
    (void)state;
    assert_shows("=\"596578487209295872\"", "text 596578487209295872");
    assert_shows("=\"say \"\"a\"\"\"", "text say \"a\"");
    assert_shows("=\"\"", "text ");
    assert_shows("=\"a\"b\"", "#ERROR!");
}

static void what_cannot_be_worked_out_is_an_error(void **state)
{
    (void)state;
    assert_shows("=1/0", "#DIV/0!");
    assert_shows("=SUM(A1:A3)", "#NAME?");
    assert_shows("=1+", "#ERROR!");
    assert_shows("=(1", "#ERROR!");
    assert_shows("=1 2", "#ERROR!");
    assert_shows("=", "#ERROR!");
    assert_shows("=1e308*10", "#NUM!");
}

static void depth_is_bounded(void **state)
{
    (void)state;
    char deep[1002] = "=";
    memset(deep + 1, '(', 1000);
    assert_shows(deep, "#ERROR!");
    memset(deep + 1, '-', 1000);
    assert_shows(deep, "#ERROR!");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_and_products_of_numbers_are_worked_out),
        cmocka_unit_test(a_text_in_quotes_is_a_text),
        cmocka_unit_test(what_cannot_be_worked_out_is_an_error),
        cmocka_unit_test(depth_is_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
