/* Header lines as libcurl hands them over. */
#include "response_headers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct buffer headers;

static void take(const char *line)
{
    response_headers_take(&headers, line, strlen(line));
}

static int set_up(void **state)
{
    (void)state;
    buffer_init(&headers, 64);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    buffer_free(&headers);
    return 0;
}

static void a_field_is_found_whatever_its_case_and_without_blanks(void **state)
{
    (void)state;
    take("HTTP/1.1 200 OK\r\n");
    take("Retry-After: \t 1.5 \r\n");
    take("Via:1.1 google\r\n");
    assert_string_equal(response_headers_find(&headers, "retry-after"), "1.5");
    assert_string_equal(response_headers_find(&headers, "VIA"), "1.1 google");
}

static void what_is_absent_is_null_and_the_first_of_two_counts(void **state)
{
    (void)state;
    assert_null(response_headers_find(&headers, "via"));
    take("Via: first\r\n");
    take("Via: second\r\n");
    assert_string_equal(response_headers_find(&headers, "via"), "first");
    assert_null(response_headers_find(&headers, "vi"));
    assert_null(response_headers_find(&headers, "first"));
}

static void a_status_line_begins_anew(void **state)
{
    (void)state;
    take("HTTP/1.1 100 Continue\r\n");
    take("Via: proxy\r\n");
    take("HTTP/1.1 200 OK: fine\r\n");
    assert_null(response_headers_find(&headers, "via"));
}

static void lines_without_a_name_are_no_fields(void **state)
{
    (void)state;
    take("\r\n");
    take(": value\r\n");
    take("no field\r\n");
    assert_int_equal(headers.length, 0);
}

static void an_empty_value_is_an_empty_text(void **state)
{
    (void)state;
    take("Via:\r\n");
    assert_string_equal(response_headers_find(&headers, "via"), "");
}

static void what_finds_no_place_is_left_out_whole(void **state)
{
    (void)state;
    take("A: 0123456789012345678901234567890123456789\r\n");
    take("B: 0123456789012345678901234567890123456789\r\n");
    take("C: short\r\n");
    assert_non_null(response_headers_find(&headers, "a"));
    assert_null(response_headers_find(&headers, "b"));
    assert_string_equal(response_headers_find(&headers, "c"), "short");
    assert_false(headers.failed);
}

#define CLAIM(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        CLAIM(a_field_is_found_whatever_its_case_and_without_blanks),
        CLAIM(what_is_absent_is_null_and_the_first_of_two_counts),
        CLAIM(a_status_line_begins_anew),
        CLAIM(lines_without_a_name_are_no_fields),
        CLAIM(an_empty_value_is_an_empty_text),
        CLAIM(what_finds_no_place_is_left_out_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
