/* Reading interactions, and who may validate. */
#include "interaction.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ROLE 610000000000000001u

static struct interaction interaction;

static int teardown(void **state)
{
    (void)state;
    interaction_free(&interaction);
    return 0;
}

static struct err read_text(const char *text, uint64_t role)
{
    struct json_value *data = NULL;
    interaction_free(&interaction);
    assert_false(err_is(json_parse(text, strlen(text), &data)));
    struct err e = interaction_read(&interaction, data, role);
    json_destroy(&data);
    return e;
}

/* A press with these members besides. */
static struct err read_press(const char *member, uint64_t role)
{
    char text[1024];
    snprintf(text, sizeof(text),
             "{\"id\":\"1\",\"application_id\":\"2\",\"type\":3,\"token\":\"tok\",\"guild_id\":\"3\","
             "\"channel_id\":\"4\","
             "\"channel\":{\"id\":\"4\",\"type\":0,\"name\":\"【🎭】x\"},\"message\":{\"id\":\"5\"},"
             "\"data\":{\"custom_id\":\"validate_button\",\"component_type\":2},"
             "\"member\":{\"user\":{\"id\":\"6\"},%s}}",
             member);
    return read_text(text, role);
}

static void a_press_is_read_whole(void **state)
{
    (void)state;
    assert_false(err_is(read_press("\"permissions\":\"16\",\"roles\":[]", 0)));
    assert_int_equal(interaction.id, 1);
    assert_int_equal(interaction.application_id, 2);
    assert_int_equal(interaction.guild_id, 3);
    assert_int_equal(interaction.channel_id, 4);
    assert_int_equal(interaction.message_id, 5);
    assert_int_equal(interaction.user_id, 6);
    assert_int_equal(interaction.type, INTERACTION_COMPONENT);
    assert_string_equal(interaction.name, "validate_button");
    assert_string_equal(interaction.channel_name, "【🎭】x");
    assert_string_equal(interaction.token, "tok");
}

static void without_a_role_manage_channels_decides(void **state)
{
    (void)state;
    read_press("\"permissions\":\"2147483664\",\"roles\":[]", 0);
    assert_true(interaction.allowed);
    read_press("\"permissions\":\"8\",\"roles\":[]", 0);
    assert_true(interaction.allowed);
    read_press("\"permissions\":\"2048\",\"roles\":[]", 0);
    assert_false(interaction.allowed);
    read_press("\"roles\":[]", 0);
    assert_false(interaction.allowed);
}

static void with_a_role_only_the_role_decides(void **state)
{
    (void)state;
    read_press("\"permissions\":\"0\",\"roles\":[\"7\",\"610000000000000001\"]", ROLE);
    assert_true(interaction.allowed);
    read_press("\"permissions\":\"24\",\"roles\":[\"7\"]", ROLE);
    assert_false(interaction.allowed);
}

static void the_text_of_a_form_is_found_in_a_label_and_in_an_action_row(void **state)
{
    (void)state;
    static const char HEAD[] =
        "{\"id\":\"1\",\"application_id\":\"2\",\"type\":5,\"token\":\"tok\",\"user\":{\"id\":\"6\"},"
        "\"data\":{\"custom_id\":\"correct_modal\",\"components\":";
    char text[1024];
    snprintf(text, sizeof(text), "%s[{\"type\":18,\"component\":{\"type\":4,\"value\":\"a\"}}]}}", HEAD);
    assert_false(err_is(read_text(text, 0)));
    assert_string_equal(interaction.input, "a");
    snprintf(text, sizeof(text), "%s[{\"type\":1,\"components\":[{\"type\":4,\"value\":\"b\"}]}]}}", HEAD);
    assert_false(err_is(read_text(text, 0)));
    assert_string_equal(interaction.input, "b");
}

static void a_token_that_could_leave_its_path_segment_is_refused(void **state)
{
    (void)state;
    static const char *const TOKENS[] = {"", "a/b", "a?b", "a b", "a#b", "a%2Fb", "../x/"};
    for (size_t i = 0; i < sizeof(TOKENS) / sizeof(TOKENS[0]); i++) {
        char text[256];
        snprintf(
            text, sizeof(text),
            "{\"id\":\"1\",\"application_id\":\"2\",\"type\":3,\"token\":\"%s\",\"user\":{\"id\":\"6\"}}",
            TOKENS[i]);
        assert_true(err_is(read_text(text, 0)));
    }
}

static void what_cannot_be_answered_is_no_interaction(void **state)
{
    (void)state;
    assert_true(err_is(read_text("{}", 0)));
    assert_true(err_is(read_text("{\"id\":1,\"token\":\"tok\",\"application_id\":\"2\"}", 0)));
    assert_true(err_is(read_text("[1]", 0)));
}

static void nesting_without_end_is_not_followed(void **state)
{
    (void)state;
    char text[4096] = "{\"id\":\"1\",\"application_id\":\"2\",\"type\":5,\"token\":\"tok\",\"user\":{\"id\":"
                      "\"6\"},\"data\":";
    for (int i = 0; i < 60; i++)
        strcat(text, "{\"component\":");
    strcat(text, "{\"value\":\"x\"}");
    for (int i = 0; i < 61; i++)
        strcat(text, "}");
    assert_false(err_is(read_text(text, 0)));
    assert_string_equal(interaction.input, "");
}

#define READING(name) cmocka_unit_test_teardown(name, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        READING(a_press_is_read_whole),
        READING(without_a_role_manage_channels_decides),
        READING(with_a_role_only_the_role_decides),
        READING(the_text_of_a_form_is_found_in_a_label_and_in_an_action_row),
        READING(a_token_that_could_leave_its_path_segment_is_refused),
        READING(what_cannot_be_answered_is_no_interaction),
        READING(nesting_without_end_is_not_followed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
