/* Who reads which language. */
#include "language_choice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static size_t length_of(const char *text)
{
    return text ? strlen(text) : 0;
}

static struct language_choice choose(const char *target, const char *cookie, const char *accepted)
{
    struct language_wishes wishes = {
        target, cookie, accepted, length_of(target), length_of(cookie), length_of(accepted)};
    return language_choose(&wishes);
}

static enum language accepting(const char *accepted)
{
    return choose("/", NULL, accepted).language;
}

static void french_where_nothing_is_said(void **state)
{
    (void)state;
    assert_int_equal(choose("/", NULL, NULL).language, FRENCH);
    assert_int_equal(choose(NULL, NULL, NULL).language, FRENCH);
    assert_int_equal(accepting(""), FRENCH);
    assert_int_equal(accepting("*"), FRENCH);
    assert_int_equal(accepting("de, it;q=0.8"), FRENCH);
    assert_false(choose("/", NULL, "en").remember);
}

static void what_is_accepted_most_is_taken(void **state)
{
    (void)state;
    assert_int_equal(accepting("en"), ENGLISH);
    assert_int_equal(accepting("EN-us,en;q=0.9"), ENGLISH);
    assert_int_equal(accepting("de, en;q=0.7, fr;q=0.3"), ENGLISH);
    assert_int_equal(accepting("en;q=0.5,fr-CA;q=0.6"), FRENCH);
    assert_int_equal(accepting("fr, en"), FRENCH);
    assert_int_equal(accepting("en;q=0, de"), FRENCH);
    assert_int_equal(accepting("eng"), FRENCH);
}

static void the_cookie_outranks_what_is_accepted(void **state)
{
    (void)state;
    assert_int_equal(choose("/", "lang=en", "fr").language, ENGLISH);
    assert_int_equal(choose("/", "a=b; lang=fr; c=d", "en").language, FRENCH);
    assert_int_equal(choose("/", "slang=en; a=lang=en", "fr").language, FRENCH);
    assert_int_equal(choose("/", "lang=xx", "en").language, ENGLISH);
    assert_false(choose("/", "lang=en", NULL).remember);
}

static void the_query_outranks_all_and_is_remembered(void **state)
{
    (void)state;
    struct language_choice choice = choose("/?cb=1&lang=en", "lang=fr", "fr");
    assert_int_equal(choice.language, ENGLISH);
    assert_true(choice.remember);
    assert_int_equal(choose("/events?lang=fr", "lang=en", "en").language, FRENCH);
    assert_false(choose("/?lang=xx", "lang=en", NULL).remember);
    assert_int_equal(choose("/?lang=xx", "lang=en", NULL).language, ENGLISH);
    assert_int_equal(choose("/?xlang=en", NULL, NULL).language, FRENCH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(french_where_nothing_is_said),
        cmocka_unit_test(what_is_accepted_most_is_taken),
        cmocka_unit_test(the_cookie_outranks_what_is_accepted),
        cmocka_unit_test(the_query_outranks_all_and_is_remembered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
