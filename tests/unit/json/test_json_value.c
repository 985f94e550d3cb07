/* json_value.h: every question has an answer for what is not there, and numbers too big spoil nothing. */
#include "json_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct json_value *parsed(const char *text)
{
    struct json_value *document = NULL;
    assert_false(err_is(json_parse(text, strlen(text), &document)));
    return document;
}

static void values_are_found_by_path(void **state)
{
    (void)state;
    struct json_value *d = parsed("{\"a\":{\"b\":[10,{\"c\":\"x\"}]},\"t\":true,\"n\":null,\"r\":1.5}");
    assert_int_equal(json_int(json_find(d, "a.b.0"), -1), 10);
    assert_string_equal(json_text(json_find(d, "a.b.1.c"), "?"), "x");
    assert_true(json_bool(json_get(d, "t"), false));
    assert_true(json_is_null(json_get(d, "n")));
    assert_true(json_number(json_get(d, "r"), 0) == 1.5);
    assert_int_equal(json_length(json_find(d, "a.b")), 2);
    json_destroy(&d);
    assert_null(d);
}

static void what_is_not_there_has_the_fallback(void **state)
{
    (void)state;
    struct json_value *d = parsed("{\"a\":\"text\"}");
    assert_null(json_find(d, "a.b.c"));
    assert_null(json_find(NULL, "a"));
    assert_string_equal(json_text(json_get(d, "z"), "none"), "none");
    assert_int_equal(json_int(json_get(d, "a"), 7), 7);
    assert_int_equal(json_length(json_get(d, "a")), 0);
    assert_null(json_at(d, 0));
    assert_false(json_is_object(NULL));
    json_destroy(&d);
}

static void ids_are_read_from_strings_and_integers_and_nothing_else(void **state)
{
    (void)state;
    struct json_value *d = parsed(
        "[\"1020827427888435210\",1020827427888435210,1.02e18,\"12x\",\"\",-5,\"99999999999999999999999\"]");
    assert_true(json_id(json_at(d, 0)) == 1020827427888435210u);
    assert_true(json_id(json_at(d, 1)) == 1020827427888435210u);
    for (size_t i = 2; i < 7; i++)
        assert_true(json_id(json_at(d, i)) == 0);
    json_destroy(&d);
}

static void a_number_over_64_bits_does_not_spoil_the_document(void **state)
{
    (void)state;
    struct json_value *d = parsed("{\"big\":99999999999999999999999,\"a\":\"x\",\"n\":41250}");
    assert_string_equal(json_text(json_get(d, "a"), ""), "x");
    assert_int_equal(json_int(json_get(d, "n"), 0), 41250);
    assert_true(json_id(json_get(d, "big")) == 0);
    json_destroy(&d);
}

static void a_whole_number_is_an_integer_however_it_is_written(void **state)
{
    (void)state;
    struct json_value *d = parsed("[41250.0,4.125e4,-2.0,41250.5,1e300,9007199254740994.0,\"7\",true]");
    assert_int_equal(json_int(json_at(d, 0), 0), 41250);
    assert_int_equal(json_int(json_at(d, 1), 0), 41250);
    assert_int_equal(json_int(json_at(d, 2), 0), -2);
    for (size_t i = 3; i < 8; i++)
        assert_int_equal(json_int(json_at(d, i), 7), 7);
    json_destroy(&d);
}

static void malformed_text_is_an_error_that_says_where(void **state)
{
    (void)state;
    static const char *const BAD[] = {"", "{", "[1,]", "{\"a\":1}x", "\"\xFF\"", "nul"};
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        struct json_value *d = NULL;
        assert_int_equal(json_parse(BAD[i], strlen(BAD[i]), &d).kind, ERR_SYNTAX);
        assert_null(d);
    }
}

static bool collect(void *ctx, const char *name, const struct json_value *v)
{
    (void)v;
    strcat(ctx, name);
    return strcmp(name, "b") != 0;
}

static void members_come_in_order_until_told_to_stop(void **state)
{
    (void)state;
    struct json_value *d = parsed("{\"z\":1,\"b\":2,\"a\":3}");
    char names[16] = "";
    json_each(d, collect, names);
    assert_string_equal(names, "zb");
    json_destroy(&d);
}

/* It would be written into a cell as an integer that nobody here reads back. */
static void an_id_over_63_bits_is_none_however_it_is_written(void **state)
{
    (void)state;
    struct json_value *d = parsed(
        "[\"9223372036854775807\",9223372036854775807,\"9223372036854775808\",\"99999999999999999999\"]");
    assert_true(json_id(json_at(d, 0)) == INT64_MAX && json_id(json_at(d, 1)) == INT64_MAX);
    assert_true(json_id(json_at(d, 2)) == 0 && json_id(json_at(d, 3)) == 0);
    json_destroy(&d);
}

static void a_value_is_printed_so_that_it_can_be_read_back(void **state)
{
    (void)state;
    struct json_value *d = parsed("{ \"a\" : [ 1, -2, true, null, \"é\\n\\\"\" ], \"b\" : {} }");
    struct buffer text;
    buffer_init(&text, 64);
    json_print(d, &text);
    assert_string_equal(buffer_string(&text), "{\"a\":[1,-2,true,null,\"é\\n\\\"\"],\"b\":{}}");
    buffer_clear(&text);
    json_print(NULL, &text);
    assert_string_equal(buffer_string(&text), "");
    buffer_free(&text);
    buffer_init(&text, 8);
    json_print(d, &text);
    assert_true(text.failed);
    buffer_free(&text);
    json_destroy(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_found_by_path),
        cmocka_unit_test(what_is_not_there_has_the_fallback),
        cmocka_unit_test(ids_are_read_from_strings_and_integers_and_nothing_else),
        cmocka_unit_test(a_number_over_64_bits_does_not_spoil_the_document),
        cmocka_unit_test(a_whole_number_is_an_integer_however_it_is_written),
        cmocka_unit_test(malformed_text_is_an_error_that_says_where),
        cmocka_unit_test(a_value_is_printed_so_that_it_can_be_read_back),
        cmocka_unit_test(members_come_in_order_until_told_to_stop),
        cmocka_unit_test(an_id_over_63_bits_is_none_however_it_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
