/* utf8.h: RFC 3629, cutting, UTF-16 counting. */
#include "utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void assert_valid(const char *text, bool valid)
{
    assert_int_equal(utf8_valid(text, strlen(text)), valid);
}

static void well_formed_text_is_valid(void **state)
{
    (void)state;
    assert_valid("", true);
    assert_valid("plain", true);
    assert_valid("é € 🎭 \xEF\xBF\xBD", true);
    assert_valid("\xF4\x8F\xBF\xBF", true); /* U+10FFFF */
}

static void overlong_forms_surrogates_and_stray_bytes_are_not(void **state)
{
    (void)state;
    assert_valid("\xC0\xAF", false);
    assert_valid("\xE0\x80\xAF", false);
    assert_valid("\xED\xA0\x80", false);
    assert_valid("\xF4\x90\x80\x80", false);
    assert_valid("\x80", false);
    assert_valid("\xE2\x82", false);
    assert_valid("\xFF", false);
}

static void a_cut_never_splits_a_character(void **state)
{
    (void)state;
    const char *text = "a🎭b"; /* 1 + 4 + 1 bytes */
    assert_int_equal(utf8_prefix(text, 6, 6), 6);
    assert_int_equal(utf8_prefix(text, 6, 5), 5);
    assert_int_equal(utf8_prefix(text, 6, 4), 1);
    assert_int_equal(utf8_prefix(text, 6, 1), 1);
    assert_int_equal(utf8_prefix(text, 6, 0), 0);
}

static void length_is_counted_in_utf16_units_as_discord_and_google_do(void **state)
{
    (void)state;
    assert_int_equal(utf8_utf16_units("aé€", strlen("aé€")), 3);
    assert_int_equal(utf8_utf16_units("🎭", strlen("🎭")), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(well_formed_text_is_valid),
        cmocka_unit_test(overlong_forms_surrogates_and_stray_bytes_are_not),
        cmocka_unit_test(a_cut_never_splits_a_character),
        cmocka_unit_test(length_is_counted_in_utf16_units_as_discord_and_google_do),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
