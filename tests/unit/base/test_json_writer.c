/* json_writer.h: commas, escapes, numbers. */
#include "json_writer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void nested_containers_get_their_commas(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 1000);
    struct json_writer w = json_writer(&b);
    jw_object(&w);
    jw_member_string(&w, "a", "x");
    jw_key(&w, "b");
    jw_array(&w);
    jw_int(&w, -1);
    jw_object(&w);
    jw_object_end(&w);
    jw_null(&w);
    jw_array_end(&w);
    jw_member_bool(&w, "c", true);
    jw_member_decimal(&w, "d", 0.1249, 3);
    jw_object_end(&w);
    assert_string_equal(b.data, "{\"a\":\"x\",\"b\":[-1,{},null],\"c\":true,\"d\":0.125}");
    buffer_free(&b);
}

static void strings_are_escaped_and_bad_bytes_replaced(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 1000);
    struct json_writer w = json_writer(&b);
    jw_string(&w, "q\" b\\ \n\x01 é \xFF");
    assert_string_equal(b.data, "\"q\\\" b\\\\ \\u000a\\u0001 é \xEF\xBF\xBD\"");
    buffer_free(&b);
}

static void ids_are_strings_and_infinities_null(void **state)
{
    (void)state;
    struct buffer b;
    buffer_init(&b, 1000);
    struct json_writer w = json_writer(&b);
    jw_array(&w);
    jw_id(&w, UINT64_MAX);
    jw_decimal(&w, (double)INFINITY, 2);
    jw_string(&w, NULL);
    jw_array_end(&w);
    assert_string_equal(b.data, "[\"18446744073709551615\",null,null]");
    buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nested_containers_get_their_commas),
        cmocka_unit_test(strings_are_escaped_and_bad_bytes_replaced),
        cmocka_unit_test(ids_are_strings_and_infinities_null),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
