/* Python literals are read exactly, and everything else is refused. */
#include "python_literal.h"

#include "array_len.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void expect_json(const char *python, const char *json)
{
    struct buffer out;
    buffer_init(&out, 100000);
    struct err e = python_literal_to_json(python, strlen(python), &out);
    if (err_is(e))
        print_error("refused at byte %d: %s\n", e.code, python);
    assert_false(err_is(e));
    assert_string_equal(buffer_string(&out), json);
    buffer_free(&out);
}

static enum err_kind outcome_of(const char *bytes, size_t length)
{
    struct buffer out;
    buffer_init(&out, 1000000);
    /* An exact heap copy, so that a read past the end is seen by the sanitizers. */
    char *copy = malloc(length ? length : 1);
    memcpy(copy, bytes, length);
    struct err e = python_literal_to_json(copy, length, &out);
    free(copy);
    buffer_free(&out);
    return e.kind;
}

static void what_repr_prints_becomes_json(void **state)
{
    (void)state;
    static const struct {
        const char *python, *json;
    } CASES[] = {
        {"[]", "[]"},
        {"{}", "{}"},
        {"set()", "[]"},
        {"[234567890123456789]", "[234567890123456789]"},
        {" [ 1 ,2,\n 3 , ] ", "[1, 2, 3]"},
        {"(1,)", "[1]"},
        {"{1, 2}", "[1, 2]"},
        {"{'a', 'b',}", "[\"a\", \"b\"]"},
        {"{234: 'l\\'âge'}", "{\"234\": \"l'âge\"}"},
        {"{234: \"l'âge\", 5: 'x'}", "{\"234\": \"l'âge\", \"5\": \"x\"}"},
        {"{'234567890123456789': 'a\"b'}", "{\"234567890123456789\": \"a\\\"b\"}"},
        {"{'a': None, 'b': True, 'c': False}", "{\"a\": null, \"b\": true, \"c\": false}"},
        {"{1: [2, (3, 4)], 5: {6: {}}}", "{\"1\": [2, [3, 4]], \"5\": {\"6\": {}}}"},
        {"-12", "-12"},
        {"99999999999999999999999", "99999999999999999999999"},
    };
    for (size_t i = 0; i < ARRAY_LEN(CASES); i++)
        expect_json(CASES[i].python, CASES[i].json);
}

static void every_escape_is_undone(void **state)
{
    (void)state;
    expect_json("'a\\nb\\tc\\rd\\\\e'", "\"a\\u000ab\\u0009c\\u000dd\\\\e\"");
    expect_json("'\\xe9\\u00e9\\U0001F3AD'", "\"éé🎭\"");
    expect_json("'\\101\\7'", "\"A\\u0007\"");
    expect_json("'\\ud83c\\udfad'", "\"🎭\"");
    expect_json("'lone \\ud83c end'", "\"lone \xEF\xBF\xBD end\"");
    expect_json("'un\\known'", "\"un\\\\known\"");
    expect_json("'continued\\\nline'", "\"continuedline\"");
    expect_json("\"it's\"", "\"it's\"");
}

static void anything_else_is_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {"",          " ",         "[",
                                      "]",         "[1",        "[1 2]",
                                      "[,]",       "{1:}",      "{1: 2",
                                      "{1, 2: 3}", "{1: 2, 3}", "'open",
                                      "'a\nb'",    "'\\x4'",    "'\\u12'",
                                      "'\\",       "01",        "-",
                                      "1.5",       "1e5",       "nan",
                                      "[1]x",      "None2",     "{[]: 1}",
                                      "{None: 1}", "open('x')", "__import__('os')",
                                      "b'x'",      "1 + 1",     "{'a' 'b'}",
                                      "null",      "(1"};
    for (size_t i = 0; i < ARRAY_LEN(BAD); i++) {
        if (outcome_of(BAD[i], strlen(BAD[i])) != ERR_SYNTAX)
            print_error("accepted: %s\n", BAD[i]);
        assert_int_equal(outcome_of(BAD[i], strlen(BAD[i])), ERR_SYNTAX);
    }
}

static void depth_and_size_are_capped(void **state)
{
    (void)state;
    char deep[64];
    memset(deep, '[', 8);
    memset(deep + 8, ']', 8);
    assert_int_equal(outcome_of(deep, 16), ERR_NONE);
    memset(deep, '[', 9);
    memset(deep + 9, ']', 9);
    assert_int_equal(outcome_of(deep, 18), ERR_SYNTAX);
    char *long_text = malloc(PYTHON_LITERAL_BYTES_MOST + 1);
    memset(long_text, '[', PYTHON_LITERAL_BYTES_MOST + 1);
    assert_int_equal(outcome_of(long_text, PYTHON_LITERAL_BYTES_MOST), ERR_SYNTAX);
    assert_int_equal(outcome_of(long_text, PYTHON_LITERAL_BYTES_MOST + 1), ERR_FULL);
    free(long_text);
    assert_int_equal(outcome_of("12345678901234567890123456789012345678901", 41), ERR_SYNTAX);
}

static void no_bytes_crash_it(void **state)
{
    (void)state;
    static const char ALPHABET[] = "[](){},: '\"\\nxuU0159-NoneTrueset\n\xC3\xA9\xF0";
    uint32_t random = 1;
    char text[40];
    for (int round = 0; round < 200000; round++) {
        size_t length = 0;
        for (random = random * 1664525 + 1013904223; length < (random >> 27) + 1; length++) {
            random = random * 1664525 + 1013904223;
            text[length] = ALPHABET[(random >> 8) % (sizeof(ALPHABET) - 1)];
        }
        (void)outcome_of(text, length);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_repr_prints_becomes_json),
        cmocka_unit_test(every_escape_is_undone),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(depth_and_size_are_capped),
        cmocka_unit_test(no_bytes_crash_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
