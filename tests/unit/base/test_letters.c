/* Small letters, and letters without what is not seen. */
#include "letters.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_becomes(void (*fold)(struct buffer *out, const char *text), const char *text,
                           const char *expected)
{
    struct buffer out;
    buffer_init(&out, 200);
    fold(&out, text);
    assert_string_equal(buffer_string(&out), expected);
    buffer_free(&out);
}

static void capitals_become_small_and_nothing_else_changes(void **state)
{
    (void)state;
    assert_becomes(letters_small, "AZ[az ÀÖ×ØÞß ĀĿŸŽ ΑΩ ЀЯ Ԁ ՄԲ ẤỸ Ａ", "az[az àö×øþß āŀÿž αω ѐя ԁ մբ ấỹ ａ");
    assert_becomes(letters_small, " 【🎭】\xff\xc3 ", " 【🎭】\xff\xc3 ");
    assert_becomes(letters_small, "", "");
}

static void letters_are_taken_apart_and_blanks_at_the_ends_dropped(void **state)
{
    (void)state;
    assert_becomes(letters_plain, "É", "e\u0301");
    assert_becomes(letters_plain, "e\u0301", "e\u0301");
    assert_becomes(letters_plain, "Ế", "e\u0302\u0301");
    assert_becomes(letters_plain, "\uFEFF\t a  b\u00A0\u3000", "a  b");
    assert_becomes(letters_plain, " \u200B", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(capitals_become_small_and_nothing_else_changes),
        cmocka_unit_test(letters_are_taken_apart_and_blanks_at_the_ends_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
