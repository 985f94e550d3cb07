/* Titles as Google and people take them. */
#include "tab_title.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void case_does_not_count_whatever_the_letter(void **state)
{
    (void)state;
    assert_int_equal(title_match("Fiches", "Fiches"), TITLE_SAME);
    assert_int_equal(title_match("validations", "VALIDATIONS"), TITLE_IS_GOOGLES);
    assert_int_equal(title_match("ÉTÉ À L'ŒUVRE", "été à l'œuvre"), TITLE_IS_GOOGLES);
    assert_int_equal(title_match("ΦΎΛΛΟ Лист", "φύλλο ЛИСТ"), TITLE_IS_GOOGLES);
}

static void blanks_at_the_ends_and_the_making_of_accents_are_not_seen(void **state)
{
    (void)state;
    assert_int_equal(title_match("Fiches", "\u00A0fiches \u200B"), TITLE_LOOKS_ALIKE);
    assert_int_equal(title_match("Été", "E\u0301te\u0301"), TITLE_LOOKS_ALIKE);
    assert_int_equal(title_match("ế", "E\u0302\u0301"), TITLE_LOOKS_ALIKE);
}

static void what_people_see_to_be_different_differs(void **state)
{
    (void)state;
    assert_int_equal(title_match("Fiches", "Fiche"), TITLE_DIFFERS);
    assert_int_equal(title_match("Été", "Ete"), TITLE_DIFFERS);
    assert_int_equal(title_match("A B", "AB"), TITLE_DIFFERS);
    assert_int_equal(title_match("\xff", "\xfe"), TITLE_DIFFERS);
    assert_int_equal(title_match("🎭", "🎲"), TITLE_DIFFERS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(case_does_not_count_whatever_the_letter),
        cmocka_unit_test(blanks_at_the_ends_and_the_making_of_accents_are_not_seen),
        cmocka_unit_test(what_people_see_to_be_different_differs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
