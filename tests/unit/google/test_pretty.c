/* Google's way of printing JSON. */
#include "pretty.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void two_blanks_a_level_and_a_newline_at_the_end(void **state)
{
    (void)state;
    static const char compact[] = "{\"a\":[1,{\"b\":\"x,{}:\\\"[\"}],\"c\":{},\"d\":[]}";
    struct buffer out;
    buffer_init(&out, 1000);
    pretty_print(compact, strlen(compact), &out);
    assert_string_equal(buffer_string(&out), "{\n"
                                             "  \"a\": [\n"
                                             "    1,\n"
                                             "    {\n"
                                             "      \"b\": \"x,{}:\\\"[\"\n"
                                             "    }\n"
                                             "  ],\n"
                                             "  \"c\": {},\n"
                                             "  \"d\": []\n"
                                             "}\n");
    buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_blanks_a_level_and_a_newline_at_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
