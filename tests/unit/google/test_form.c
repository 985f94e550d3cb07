/* Queries and form bodies. */
#include "form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void names_and_values_are_decoded_in_any_order(void **state)
{
    (void)state;
    static const char text[] = "assertion=a.b-c_d&grant_type=urn%3Aietf%3Aparams&x=1+2%2B3&&flag";
    struct form f;
    assert_true(form_parse(text, strlen(text), &f));
    assert_string_equal(form_get(&f, "grant_type", ""), "urn:ietf:params");
    assert_string_equal(form_get(&f, "x", ""), "1 2+3");
    assert_string_equal(form_get(&f, "flag", "none"), "");
    assert_string_equal(form_get(&f, "absent", "none"), "none");
    form_free(&f);
}

static void repeated_names_keep_their_order(void **state)
{
    (void)state;
    struct form f;
    assert_true(form_parse("ranges=A1&ranges=B2", 19, &f));
    assert_string_equal(form_nth(&f, "ranges", 1), "B2");
    assert_null(form_nth(&f, "ranges", 2));
    form_free(&f);
}

static void pythons_true_is_true(void **state)
{
    (void)state;
    struct form f;
    assert_true(form_parse("a=True&b=False&c=true", 21, &f));
    assert_true(form_true(&f, "a"));
    assert_false(form_true(&f, "b"));
    assert_true(form_true(&f, "c"));
    form_free(&f);
}

static void broken_escapes_and_nuls_are_refused(void **state)
{
    (void)state;
    struct form f;
    assert_false(form_parse("a=%zz", 5, &f));
    assert_false(form_parse("a=%4", 4, &f));
    assert_false(form_parse("a=%00", 5, &f));
    assert_false(form_parse("a=\0b", 4, &f));
}

static void a_plus_in_a_path_is_a_plus(void **state)
{
    (void)state;
    char path[] = "l%27%C3%A2ge+1%21A1";
    assert_true(percent_decode(path, false));
    assert_string_equal(path, "l'âge+1!A1");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_and_values_are_decoded_in_any_order),
        cmocka_unit_test(repeated_names_keep_their_order),
        cmocka_unit_test(pythons_true_is_true),
        cmocka_unit_test(broken_escapes_and_nuls_are_refused),
        cmocka_unit_test(a_plus_in_a_path_is_a_plus),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
