/* json_glance.h: ids found without parsing. */
#include "json_glance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <string.h>

#include <cmocka.h>

static void assert_ids(const char *text, uint64_t first, uint64_t second)
{
    const char *at = text, *end = text + strlen(text);
    assert_int_equal(json_glance_id(&at, end, "channel_id"), first);
    assert_int_equal(json_glance_id(&at, end, "channel_id"), second);
    assert_int_equal(json_glance_id(&at, end, "channel_id"), 0);
}

static void ids_are_found_in_order_at_any_depth(void **state)
{
    (void)state;
    assert_ids("{\"channel_id\":\"12\",\"a\":{\"channel_id\" : 13}}", 12, 13);
    assert_ids("{\n\t\"channel_id\"\n:\r \"9223372036854775807\"}", INT64_MAX, 0);
    assert_ids("{}", 0, 0);
    assert_ids("", 0, 0);
}

static void what_stands_in_a_string_is_no_member(void **state)
{
    (void)state;
    assert_ids("{\"content\":\"\\\"channel_id\\\":\\\"12\\\"\",\"channel_id\":\"13\"}", 13, 0);
    assert_ids("{\"x\":\"channel_id\",\"channel_id\":\"13\"}", 13, 0);
}

static void other_names_and_other_values_do_not_count(void **state)
{
    (void)state;
    assert_ids("{\"last_channel_id\":\"1\",\"channel_ids\":\"2\",\"channel_id\":null,\"channel_id\":[3]}", 0,
               0);
    assert_ids("{\"channel_id\":\"abc\",\"channel_id\":\"99999999999999999999\",\"channel_id\":\"4\"}", 4, 0);
}

static void nothing_is_read_past_the_end(void **state)
{
    (void)state;
    static const char TEXT[] = "\"channel_id\":\"1234\"";
    for (size_t length = 0; length < sizeof(TEXT) - 1; length++) {
        const char *at = TEXT;
        uint64_t id = json_glance_id(&at, TEXT + length, "channel_id");
        assert_int_equal(id, length < 15    ? 0
                             : length == 15 ? 1
                             : length == 16 ? 12
                             : length == 17 ? 123
                                            : 1234);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_are_found_in_order_at_any_depth),
        cmocka_unit_test(what_stands_in_a_string_is_no_member),
        cmocka_unit_test(other_names_and_other_values_do_not_count),
        cmocka_unit_test(nothing_is_read_past_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
