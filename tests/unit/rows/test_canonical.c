/* Columns B and C come out in one form, whoever wrote them. */
#include "canonical.h"

#include "array_len.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct err canonical_function(const char *cell, struct buffer *out);

static void expect(canonical_function *canonical, const char *cell, const char *text)
{
    struct buffer out;
    buffer_init(&out, 10000);
    struct err e = canonical(cell, &out);
    if (text) {
        assert_false(err_is(e));
        assert_string_equal(buffer_string(&out), text);
    } else {
        assert_int_equal(e.kind, ERR_SYNTAX);
    }
    buffer_free(&out);
}

static void validators_are_a_list_of_ids(void **state)
{
    (void)state;
    static const char *const SAME[] = {"", "[]", " ", "[ ]", "set()"};
    for (size_t i = 0; i < ARRAY_LEN(SAME); i++)
        expect(canonical_validators, SAME[i], "[]");
    expect(canonical_validators, "[234567890123456789]", "[234567890123456789]");
    expect(canonical_validators, "{2, 1}", "[2, 1]");
    expect(canonical_validators, "(7,)", "[7]");
    expect(canonical_validators, "['234567890123456789', 5]", "[234567890123456789, 5]");
    expect(canonical_validators, "[5, 6, 5]", "[5, 6]");
}

static void corrections_are_texts_by_id(void **state)
{
    (void)state;
    expect(canonical_corrections, "", "{}");
    expect(canonical_corrections, "{}", "{}");
    expect(canonical_corrections, "[]", "{}");
    expect(canonical_corrections, "{\"234567890123456789\": \"Revoir l'âge\"}",
           "{\"234567890123456789\": \"Revoir l'âge\"}");
    expect(canonical_corrections, "{234: 'l\\'âge', 5: \"a\\nb\"}",
           "{\"234\": \"l'âge\", \"5\": \"a\\u000ab\"}");
    expect(canonical_corrections, "{234: None, 5: 'x'}", "{\"5\": \"x\"}");
}

static void what_a_person_wrote_is_not_overwritten(void **state)
{
    (void)state;
    static const char *const NOT_LISTS[] = {
        "oui",   "234567890123456789",        "{\"a\": 1}",   "[1, \"x\"]", "[1.5]", "[-4]",
        "[[1]]", "[99999999999999999999999]", "validé par 12"};
    static const char *const NOT_OBJECTS[] = {"à revoir", "[1]", "{1: 2}", "{1: ['x']}", "\"x\"", "12"};
    for (size_t i = 0; i < ARRAY_LEN(NOT_LISTS); i++)
        expect(canonical_validators, NOT_LISTS[i], NULL);
    for (size_t i = 0; i < ARRAY_LEN(NOT_OBJECTS); i++)
        expect(canonical_corrections, NOT_OBJECTS[i], NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(validators_are_a_list_of_ids),
        cmocka_unit_test(corrections_are_texts_by_id),
        cmocka_unit_test(what_a_person_wrote_is_not_overwritten),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
