/* Copying JSON, and the JSON part of a multipart body. */
#include "json_copy.h"

#include "multipart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

static void assert_copies_as(const char *json, const char *expected)
{
    struct json_value *value;
    assert_false(err_is(json_parse(json, strlen(json), &value)));
    char *copy = json_copy_text(value, 4096);
    assert_string_equal(copy, expected);
    free(copy);
    json_destroy(&value);
}

static void a_copy_says_the_same(void **state)
{
    (void)state;
    assert_copies_as("{ \"a\" : [1, -2, true, false, null, \"é\\\"\", {}], \"b\": {\"c\": []} }",
                     "{\"a\":[1,-2,true,false,null,\"é\\\"\",{}],\"b\":{\"c\":[]}}");
    assert_copies_as("[0.5, 3.0]", "[0.500000000,3]");
    assert_copies_as("9007199254740993", "9007199254740993");
}

static void a_copy_over_its_cap_is_none(void **state)
{
    (void)state;
    struct json_value *value;
    assert_false(err_is(json_parse("[1,2,3,4]", 9, &value)));
    assert_null(json_copy_text(value, 8));
    json_destroy(&value);
}

static void the_part_named_payload_json_is_found(void **state)
{
    (void)state;
    static const char BODY[] = "--b\r\nContent-Disposition: form-data; name=\"files[0]\"\r\n\r\nbytes\r\n"
                               "--b\r\nContent-Disposition: form-data; name=\"payload_json\"\r\n"
                               "Content-Type: application/json\r\n\r\n{\"content\":\"x\"}\r\n--b--\r\n";
    const char *text;
    size_t length;
    multipart_payload(BODY, sizeof(BODY) - 1, &text, &length);
    assert_int_equal(length, strlen("{\"content\":\"x\"}"));
    assert_memory_equal(text, "{\"content\":\"x\"}", length);
    multipart_payload(BODY, 150, &text, &length); /* cut before its end */
    assert_int_equal(length, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_copy_says_the_same),
        cmocka_unit_test(a_copy_over_its_cap_is_none),
        cmocka_unit_test(the_part_named_payload_json_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
