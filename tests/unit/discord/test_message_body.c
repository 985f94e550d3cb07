/* Bodies of messages: limits, and what is taken over. */
#include "message_body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static const char *problem_of(const char *json)
{
    struct json_value *body;
    assert_false(err_is(json_parse(json, strlen(json), &body)));
    const char *problem = message_body_problem(body);
    json_destroy(&body);
    return problem;
}

/* {"<before>xxxx…<after>} with that many x. */
static const char *problem_of_length(const char *before, size_t length, const char *after)
{
    static char json[16384];
    int start = snprintf(json, sizeof(json), "%s", before);
    memset(json + start, 'x', length);
    snprintf(json + (size_t)start + length, sizeof(json) - (size_t)start - length, "%s", after);
    return problem_of(json);
}

static void texts_are_measured_against_discords_limits(void **state)
{
    (void)state;
    assert_null(problem_of_length("{\"content\":\"", 2000, "\"}"));
    assert_non_null(problem_of_length("{\"content\":\"", 2001, "\"}"));
    assert_null(problem_of_length("{\"embeds\":[{\"title\":\"", 256, "\"}]}"));
    assert_non_null(problem_of_length("{\"embeds\":[{\"title\":\"", 257, "\"}]}"));
    assert_null(problem_of_length("{\"embeds\":[{\"description\":\"", 4096, "\"}]}"));
    assert_non_null(problem_of_length("{\"embeds\":[{\"description\":\"", 4097, "\"}]}"));
    assert_non_null(
        problem_of_length("{\"embeds\":[{\"fields\":[{\"name\":\"n\",\"value\":\"", 1025, "\"}]}]}"));
    assert_non_null(problem_of("{\"embeds\":[{\"fields\":[{\"name\":\"n\",\"value\":\"\"}]}]}"));
    assert_non_null(problem_of_length("{\"nonce\":\"", 26, "\"}"));
}

static void components_stand_in_rows_and_have_ids(void **state)
{
    (void)state;
    assert_null(problem_of(
        "{\"components\":[{\"type\":1,\"components\":[{\"type\":2,\"style\":3,\"custom_id\":\"a\"}]}]}"));
    assert_null(problem_of("{\"components\":[]}"));
    assert_non_null(problem_of("{\"components\":[{\"type\":2,\"style\":3,\"custom_id\":\"a\"}]}"));
    assert_non_null(problem_of("{\"components\":[{\"type\":1,\"components\":[]}]}"));
    assert_non_null(problem_of("{\"components\":[{\"type\":1,\"components\":[{\"type\":2,\"style\":3}]}]}"));
    assert_non_null(problem_of(
        "{\"components\":[{\"type\":1,\"components\":[{\"type\":2,\"style\":9,\"custom_id\":\"a\"}]}]}"));
}

static void an_edit_changes_only_what_it_names(void **state)
{
    (void)state;
    static const char EDIT[] = "{\"embeds\":[{\"title\":\"T\"}],\"flags\":4}";
    struct sim_message *message = message_create(1, 2, 3, "avant");
    struct json_value *body;
    message->flags = MESSAGE_EPHEMERAL;
    assert_false(err_is(json_parse(EDIT, strlen(EDIT), &body)));
    message_body_apply(message, body);
    assert_string_equal(message->content, "avant");
    assert_string_equal(message->embeds, "[{\"title\":\"T\",\"type\":\"rich\"}]");
    assert_string_equal(message->components, "[]");
    assert_int_equal(message->flags, MESSAGE_EPHEMERAL | 4);
    json_destroy(&body);
    message_destroy(&message);
}

static void a_null_content_empties_it(void **state)
{
    (void)state;
    struct sim_message *message = message_create(1, 2, 3, "avant");
    struct json_value *body;
    assert_false(err_is(json_parse("{\"content\":null}", 16, &body)));
    assert_true(message_body_is_empty(body));
    message_body_apply(message, body);
    assert_string_equal(message->content, "");
    json_destroy(&body);
    message_destroy(&message);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_measured_against_discords_limits),
        cmocka_unit_test(components_stand_in_rows_and_have_ids),
        cmocka_unit_test(an_edit_changes_only_what_it_names),
        cmocka_unit_test(a_null_content_empties_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
