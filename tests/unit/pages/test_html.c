/* Small pieces of HTML. */
#include "html.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct buffer out;

static int set_up(void **state)
{
    (void)state;
    buffer_init(&out, 4096);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buffer_free(&out);
    return 0;
}

static const char *duration(uint64_t seconds)
{
    buffer_clear(&out);
    html_duration(&out, FRENCH, seconds);
    return buffer_string(&out);
}

static void durations_read_as_people_say_them(void **state)
{
    (void)state;
    assert_string_equal(duration(0), "0\u00a0s");
    assert_string_equal(duration(59), "59\u00a0s");
    assert_string_equal(duration(60), "1\u00a0min");
    assert_string_equal(duration(7500), "2\u00a0h\u00a005");
    assert_string_equal(duration(86400 * 3 + 3600 * 4 + 59), "3\u00a0j 4\u00a0h");
}

static void decimals_have_a_comma(void **state)
{
    (void)state;
    html_decimal(&out, FRENCH, 12.345, 1);
    buffer_char(&out, ' ');
    html_decimal(&out, FRENCH, 12.345, 0);
    assert_string_equal(buffer_string(&out), "12,3 12");
}

static void moments_are_readable_and_exact(void **state)
{
    (void)state;
    html_moment(&out, FRENCH, INT64_C(1709208000000));
    assert_string_equal(buffer_string(&out),
                        "<time datetime=\"2024-02-29T12:00:00Z\">29 février, 12:00 UTC</time>");
}

static void no_moment_writes_nothing(void **state)
{
    (void)state;
    html_moment(&out, FRENCH, 0);
    assert_int_equal(out.length, 0);
}

static void one_and_many_are_told_apart(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 3; n++)
        html_count(&out, FRENCH, n, "reprise,", "reprises,");
    assert_string_equal(buffer_string(&out), "0 reprise,1 reprise,2 reprises,");
}

#define HTML_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HTML_TEST(durations_read_as_people_say_them), HTML_TEST(decimals_have_a_comma),
        HTML_TEST(moments_are_readable_and_exact),    HTML_TEST(no_moment_writes_nothing),
        HTML_TEST(one_and_many_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
