/* Error 50035 and its tree. */
#include "complaints.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_written(const struct complaints *wrong, const char *errors)
{
    struct buffer text, expected;
    buffer_init(&text, 4096);
    buffer_init(&expected, 4096);
    struct json_writer w = json_writer(&text);
    complaints_write(wrong, &w);
    buffer_format(&expected, "{\"message\":\"Invalid Form Body\",\"code\":50035,\"errors\":%s}", errors);
    assert_string_equal(buffer_string(&text), buffer_string(&expected));
    buffer_free(&text);
    buffer_free(&expected);
}

static void a_complaint_stands_at_its_place(void **state)
{
    (void)state;
    struct complaints wrong = {0};
    complain(&wrong, "embeds.0", "title", "CODE", "%d", 5);
    assert_written(&wrong,
                   "{\"embeds\":{\"0\":{\"title\":{\"_errors\":[{\"code\":\"CODE\",\"message\":\"5\"}]}}}}");
}

static void complaints_share_the_way_to_their_places(void **state)
{
    (void)state;
    struct complaints wrong = {.prefix = "data"};
    complain(&wrong, "a", "b", "B", "1");
    complain(&wrong, "c", "", "C", "2");
    complain(&wrong, "a", "d", "D", "3");
    complain(&wrong, "a", "", "A", "4");
    complain(&wrong, "a", "b", "E", "5");
    assert_written(
        &wrong, "{\"data\":{\"a\":{\"_errors\":[{\"code\":\"A\",\"message\":\"4\"}],"
                "\"b\":{\"_errors\":[{\"code\":\"B\",\"message\":\"1\"},{\"code\":\"E\",\"message\":\"5\"}]},"
                "\"d\":{\"_errors\":[{\"code\":\"D\",\"message\":\"3\"}]}},"
                "\"c\":{\"_errors\":[{\"code\":\"C\",\"message\":\"2\"}]}}}");
}

static void a_name_that_begins_like_another_is_another(void **state)
{
    (void)state;
    struct complaints wrong = {0};
    complain(&wrong, "", "ab", "X", "1");
    complain(&wrong, "", "a", "Y", "2");
    assert_written(&wrong, "{\"ab\":{\"_errors\":[{\"code\":\"X\",\"message\":\"1\"}]},"
                           "\"a\":{\"_errors\":[{\"code\":\"Y\",\"message\":\"2\"}]}}");
}

static void a_body_as_a_whole_is_complained_of_at_the_top(void **state)
{
    (void)state;
    struct complaints wrong = {0};
    complain(&wrong, "", "", "X", "1");
    assert_written(&wrong, "{\"_errors\":[{\"code\":\"X\",\"message\":\"1\"}]}");
}

static void the_first_few_complaints_are_kept(void **state)
{
    (void)state;
    struct complaints wrong = {0};
    for (int i = 0; i < COMPLAINTS_KEPT + 3; i++)
        complain(&wrong, "", "a", "X", "%d", i);
    assert_int_equal(wrong.count, COMPLAINTS_KEPT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_complaint_stands_at_its_place),
        cmocka_unit_test(complaints_share_the_way_to_their_places),
        cmocka_unit_test(a_name_that_begins_like_another_is_another),
        cmocka_unit_test(a_body_as_a_whole_is_complained_of_at_the_top),
        cmocka_unit_test(the_first_few_complaints_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
