/* dotenv.h: what the usual loaders accept, and what is said of a truncated file. */
#include "dotenv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static char seen[4096];

static void note_value(void *ctx, const char *key, const char *value)
{
    (void)ctx;
    size_t used = strlen(seen);
    snprintf(seen + used, sizeof(seen) - used, "%s=<%s>", key, value);
}

static void note_problem(void *ctx, int line_number, const char *problem)
{
    (void)ctx;
    (void)problem;
    size_t used = strlen(seen);
    snprintf(seen + used, sizeof(seen) - used, "!%d", line_number);
}

static const char *parsed(const char *text)
{
    static const struct dotenv_handlers HANDLERS = {note_value, note_problem};
    seen[0] = '\0';
    dotenv_parse(text, strlen(text), &HANDLERS, NULL);
    return seen;
}

static void plain_lines_comments_exports_and_crlf(void **state)
{
    (void)state;
    assert_string_equal(parsed("A=1\n# no\n\nexport \tB= two words \r\nC=x # note\nD=a#b\n"),
                        "A=<1>B=<two words>C=<x>D=<a#b>");
}

static void quotes_escapes_and_values_over_several_lines(void **state)
{
    (void)state;
    assert_string_equal(parsed("A='raw \\n $x'\nB=\"a\\nb \\\"q\\\" \\d\"\nC='two\nlines'\nD=4\n"),
                        "A=<raw \\n $x>B=<a\nb \"q\" \\d>C=<two\nlines>D=<4>");
}

static void a_pasted_json_key_over_several_lines_is_one_value(void **state)
{
    (void)state;
    assert_string_equal(parsed("K={\n \"a\": \"}\\\"\",\n \"b\": {}\n}\nA=1\n"),
                        "K=<{\n \"a\": \"}\\\"\",\n \"b\": {}\n}>A=<1>");
}

static void a_truncated_value_is_a_problem_on_the_line_where_it_opens(void **state)
{
    (void)state;
    assert_string_equal(parsed("A=1\nB=\"never closed\nC=2\n"), "A=<1>!2");
    assert_string_equal(parsed("A=1\n\nK={\"a\": 1\n"), "A=<1>!3");
}

static void a_line_that_is_no_assignment_is_a_problem_and_the_next_is_read(void **state)
{
    (void)state;
    assert_string_equal(parsed("garbage here\nA=1\nB\n=x\n"), "!1A=<1>!3!4");
}

static void a_byte_order_mark_and_an_unended_last_line_are_forgiven(void **state)
{
    (void)state;
    assert_string_equal(parsed("\xEF\xBB\xBF"
                               "A=1"),
                        "A=<1>");
    assert_string_equal(parsed("A="), "A=<>");
    assert_string_equal(parsed(""), "");
}

static void a_name_that_nobody_could_have_meant_is_a_problem_not_another_name(void **state)
{
    (void)state;
    char text[400];
    memset(text, 'A', sizeof(text));
    memcpy(text + 300, "=1\nB=2", 7);
    text[307] = '\0';
    assert_string_equal(parsed(text), "!1B=<2>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_lines_comments_exports_and_crlf),
        cmocka_unit_test(quotes_escapes_and_values_over_several_lines),
        cmocka_unit_test(a_pasted_json_key_over_several_lines_is_one_value),
        cmocka_unit_test(a_truncated_value_is_a_problem_on_the_line_where_it_opens),
        cmocka_unit_test(a_line_that_is_no_assignment_is_a_problem_and_the_next_is_read),
        cmocka_unit_test(a_byte_order_mark_and_an_unended_last_line_are_forgiven),
        cmocka_unit_test(a_name_that_nobody_could_have_meant_is_a_problem_not_another_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
