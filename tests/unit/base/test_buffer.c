/* buffer.h: growth, the cap, sticky failure, termination. */
#include "buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void what_is_appended_is_there_and_terminated(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 1000);
    assert_string_equal(buffer_string(&b), "");
    buffer_text(&b, "ab");
    buffer_char(&b, 'c');
    buffer_format(&b, "-%d", 42);
    assert_string_equal(b.data, "abc-42");
    assert_int_equal(b.length, 6);
    buffer_free(&b);
}

static void the_cap_is_exact(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 4);
    buffer_text(&b, "1234");
    assert_false(b.failed);
    buffer_char(&b, '5');
    assert_true(b.failed);
    assert_string_equal(b.data, "1234");
    buffer_free(&b);
}

static void after_a_failure_everything_is_ignored_until_cleared(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 4);
    buffer_text(&b, "12");
    buffer_text(&b, "too long");
    buffer_text(&b, "3");
    assert_string_equal(b.data, "12");
    buffer_clear(&b);
    buffer_text(&b, "34");
    assert_false(b.failed);
    assert_string_equal(b.data, "34");
    buffer_free(&b);
}

static void consuming_moves_the_rest_to_the_front(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 100);
    buffer_text(&b, "headtail");
    buffer_consume(&b, 4);
    assert_string_equal(b.data, "tail");
    buffer_truncate(&b, 1);
    assert_string_equal(b.data, "t");
    buffer_consume(&b, 1);
    assert_int_equal(b.length, 0);
    buffer_free(&b);
}

static void large_contents_survive_growing(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 100000);
    for (int i = 0; i < 20000; i++)
        buffer_char(&b, (char)('a' + i % 26));
    assert_int_equal(b.length, 20000);
    for (int i = 0; i < 20000; i++)
        assert_int_equal(b.data[i], 'a' + i % 26);
    buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_appended_is_there_and_terminated),
        cmocka_unit_test(the_cap_is_exact),
        cmocka_unit_test(after_a_failure_everything_is_ignored_until_cleared),
        cmocka_unit_test(consuming_moves_the_rest_to_the_front),
        cmocka_unit_test(large_contents_survive_growing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
