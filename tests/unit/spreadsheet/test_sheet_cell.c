/* Typed cells: the traps for ids above all. */
#include "sheet_cell.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char id[] = "1020827427888435210";

/* What values.get answers for the only element of `values`, entered in that way. */
static const char *after_entering(const char *json, enum cell_input how, enum cell_render render)
{
    static char answer[200];
    struct json_value *v = NULL;
    struct cell c = {0};
    struct buffer out;
    assert_false(err_is(json_parse(json, strlen(json), &v)));
    assert_int_equal(cell_enter(&c, json_at(v, 0), how), CELL_ENTERED);
    buffer_init(&out, sizeof answer - 1);
    struct json_writer w = json_writer(&out);
    cell_write_value(&c, render, &w);
    strcpy(answer, buffer_string(&out));
    buffer_free(&out);
    cell_free(&c);
    json_destroy(&v);
    return answer;
}

static void raw_keeps_a_string_of_digits(void **state)
{
    (void)state;
    assert_string_equal(after_entering("[\"1020827427888435210\"]", CELL_RAW, CELL_UNFORMATTED),
                        "\"1020827427888435210\"");
}

static void raw_number_loses_all_but_15_digits(void **state)
{
    (void)state;
    assert_string_equal(after_entering("[1020827427888435210]", CELL_RAW, CELL_UNFORMATTED),
                        "1.02082742788844E+18");
}

static void ids_that_became_numbers_cannot_be_told_apart(void **state)
{
    (void)state;
    struct cell one = {0}, other = {0};
    cell_set_number(&one, 1020827427888435210.0);
    cell_set_number(&other, 1020827427888435900.0);
    assert_true(cell_same_value(&one, &other));
}

static void user_entered_digits_become_a_number(void **state)
{
    (void)state;
    assert_string_equal(after_entering("[\"1020827427888435210\"]", CELL_USER_ENTERED, CELL_UNFORMATTED),
                        "1.02082742788844E+18");
    assert_string_equal(after_entering("[\"1020827427888435210\"]", CELL_USER_ENTERED, CELL_FORMATTED),
                        "\"1.02E+18\"");
    assert_string_equal(after_entering("[\"'123\"]", CELL_USER_ENTERED, CELL_FORMATTED), "\"123\"");
    assert_string_equal(after_entering("[\"inf\"]", CELL_USER_ENTERED, CELL_UNFORMATTED), "\"inf\"");
    assert_string_equal(after_entering("[\"true\"]", CELL_USER_ENTERED, CELL_UNFORMATTED), "true");
}

static void formulas_days_and_sums_are_read_as_typed_and_only_then(void **state)
{
    (void)state;
    assert_string_equal(after_entering("[\"=1+1\"]", CELL_USER_ENTERED, CELL_UNFORMATTED), "2");
    assert_string_equal(after_entering("[\"=1+1\"]", CELL_USER_ENTERED, CELL_FORMULA), "\"=1+1\"");
    assert_string_equal(after_entering("[\"+1+1\"]", CELL_USER_ENTERED, CELL_FORMULA), "\"=+1+1\"");
    assert_string_equal(after_entering("[\"=1+1\"]", CELL_RAW, CELL_UNFORMATTED), "\"=1+1\"");
    assert_string_equal(after_entering("[\"1/2\"]", CELL_USER_ENTERED, CELL_FORMATTED), "\"01/02/2026\"");
    assert_string_equal(after_entering("[\"1/2\"]", CELL_USER_ENTERED, CELL_UNFORMATTED), "46054");
    assert_string_equal(after_entering("[\"1/2\"]", CELL_RAW, CELL_FORMATTED), "\"1/2\"");
    assert_string_equal(after_entering("[\"=SUM(A1)\"]", CELL_USER_ENTERED, CELL_FORMATTED), "\"#NAME?\"");
}

static void small_numbers_are_written_plainly(void **state)
{
    (void)state;
    assert_string_equal(after_entering("[42]", CELL_RAW, CELL_UNFORMATTED), "42");
    assert_string_equal(after_entering("[0.5]", CELL_RAW, CELL_FORMATTED), "\"0.5\"");
    assert_string_equal(after_entering("[true]", CELL_RAW, CELL_FORMATTED), "\"TRUE\"");
}

static void text_format_keeps_typed_digits(void **state)
{
    (void)state;
    struct cell c = {.text_format = true};
    cell_type(&c, id);
    assert_int_equal(c.kind, CELL_TEXT);
    cell_clear(&c);
    assert_true(c.text_format);
    cell_free(&c);
}

static void null_skips_and_empty_clears(void **state)
{
    (void)state;
    struct json_value *v = NULL;
    struct cell c = {0};
    cell_set_text(&c, "x");
    assert_false(err_is(json_parse("[null,\"\",[1]]", 13, &v)));
    assert_int_equal(cell_enter(&c, json_at(v, 0), CELL_RAW), CELL_SKIPPED);
    assert_string_equal(c.text, "x");
    assert_int_equal(cell_enter(&c, json_at(v, 2), CELL_RAW), CELL_NOT_SCALAR);
    assert_string_equal(c.text, "x");
    assert_int_equal(cell_enter(&c, json_at(v, 1), CELL_RAW), CELL_ENTERED);
    assert_int_equal(c.kind, CELL_EMPTY);
    json_destroy(&v);
    cell_free(&c);
}

static void fifty_thousand_characters_fit_and_one_more_does_not(void **state)
{
    (void)state;
    char *text = malloc(CELL_MAX_UNITS + 6);
    struct json_value *v = NULL;
    text[0] = '[', text[1] = '"';
    memset(text + 2, 'a', CELL_MAX_UNITS + 1);
    memcpy(text + 2 + CELL_MAX_UNITS + 1, "\"]", 3);
    assert_false(err_is(json_parse(text, strlen(text), &v)));
    assert_int_equal(cell_judge(json_at(v, 0)), CELL_TOO_LONG);
    json_destroy(&v);
    memcpy(text + 2 + CELL_MAX_UNITS, "\"]", 3);
    assert_false(err_is(json_parse(text, strlen(text), &v)));
    assert_int_equal(cell_judge(json_at(v, 0)), CELL_ENTERED);
    json_destroy(&v);
    free(text);
}

static void sorting_puts_numbers_before_texts_and_nothing_last(void **state)
{
    (void)state;
    struct cell number = {.kind = CELL_NUMBER, .number = 9}, empty = {0}, text = {0};
    cell_set_text(&text, "1");
    assert_true(cell_compare(&number, &text) < 0);
    assert_true(cell_compare(&text, &empty) < 0);
    cell_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_keeps_a_string_of_digits),
        cmocka_unit_test(raw_number_loses_all_but_15_digits),
        cmocka_unit_test(ids_that_became_numbers_cannot_be_told_apart),
        cmocka_unit_test(user_entered_digits_become_a_number),
        cmocka_unit_test(formulas_days_and_sums_are_read_as_typed_and_only_then),
        cmocka_unit_test(small_numbers_are_written_plainly),
        cmocka_unit_test(text_format_keeps_typed_digits),
        cmocka_unit_test(null_skips_and_empty_clears),
        cmocka_unit_test(fifty_thousand_characters_fit_and_one_more_does_not),
        cmocka_unit_test(sorting_puts_numbers_before_texts_and_nothing_last),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
