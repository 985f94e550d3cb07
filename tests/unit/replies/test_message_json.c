/* Bodies for Discord. */
#include "message_json.h"

#include "json_value.h"
#include "utf8.h"
#include "validation_rules.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct buffer text;
static struct json_value *body;

static int setup(void **state)
{
    (void)state;
    buffer_init(&text, MESSAGE_JSON_MAX);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    buffer_free(&text);
    json_destroy(&body);
    return 0;
}

static void parse(void)
{
    assert_false(text.failed);
    assert_false(err_is(json_parse(text.data, text.length, &body)));
}

static int64_t number_at(const char *path)
{
    return json_int(json_find(body, path), -1);
}

static void a_refusal_is_seen_by_the_presser_alone(void **state)
{
    (void)state;
    message_json_answer(&text, ANSWER_NO_RIGHT);
    parse();
    assert_int_equal(number_at("type"), 4);
    assert_int_equal(number_at("data.flags"), 64);
    assert_string_equal(json_text(json_find(body, "data.content"), ""),
                        "🔒 Vous n'avez pas le droit de valider les fiches.");
}

static void a_reason_follows_its_answer(void **state)
{
    (void)state;
    message_json_private_message(&text, ANSWER_NOT_STORED, "la feuille ne répond pas");
    parse();
    assert_string_equal(json_text(json_get(body, "content"), ""),
                        "❌ Non enregistré : la feuille ne répond pas.");
    assert_int_equal(number_at("flags"), 64);
}

static void the_form_has_one_paragraph_of_at_most_4000_characters(void **state)
{
    (void)state;
    message_json_modal(&text, "");
    parse();
    assert_int_equal(number_at("type"), 9);
    assert_string_equal(json_text(json_find(body, "data.title"), ""), "Points à corriger");
    assert_int_equal(json_length(json_find(body, "data.components")), 1);
    assert_int_equal(number_at("data.components.0.component.style"), 2);
    assert_int_equal(number_at("data.components.0.component.max_length"), 4000);
    assert_null(json_find(body, "data.components.0.component.value"));
}

static void the_form_brings_back_what_fits_of_the_earlier_text(void **state)
{
    (void)state;
    static char emoji[4 * 2500 + 1];
    for (size_t i = 0; i < 2500; i++)
        memcpy(emoji + 4 * i, "🎭", 4);
    message_json_modal(&text, emoji);
    parse();
    const char *value = json_text(json_find(body, "data.components.0.component.value"), "");
    assert_int_equal(utf8_utf16_units(value, strlen(value)), CORRECTION_MAX);
    assert_true(utf8_valid(value, strlen(value)));
}

static void a_create_carries_a_nonce_that_discord_enforces(void **state)
{
    (void)state;
    struct ticket_row row;
    ticket_row_init(&row);
    message_json_panel(&text, &row, "pan123");
    parse();
    assert_string_equal(json_text(json_get(body, "nonce"), ""), "pan123");
    assert_true(json_bool(json_get(body, "enforce_nonce"), false));
}

static void a_notice_pings_the_owner_and_nobody_else(void **state)
{
    (void)state;
    message_json_owner_notice(&text, 9, 1, 2, 3, "own1");
    parse();
    assert_non_null(strstr(json_text(json_get(body, "content"), ""), "<@9>"));
    assert_non_null(strstr(json_text(json_get(body, "content"), ""), "https://discord.com/channels/1/2/3"));
    assert_int_equal(json_length(json_find(body, "allowed_mentions.users")), 1);
    assert_null(json_find(body, "allowed_mentions.parse"));
}

static void the_command_is_hidden_from_members_unless_a_role_decides(void **state)
{
    (void)state;
    message_json_commands(&text, false);
    parse();
    assert_string_equal(json_text(json_find(body, "0.name"), ""), "validation");
    assert_string_equal(json_text(json_find(body, "0.default_member_permissions"), ""), "16");
    json_destroy(&body);
    buffer_clear(&text);
    message_json_commands(&text, true);
    parse();
    assert_true(json_is_null(json_find(body, "0.default_member_permissions")));
}

#define WIRE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        WIRE_TEST(a_refusal_is_seen_by_the_presser_alone),
        WIRE_TEST(a_reason_follows_its_answer),
        WIRE_TEST(the_form_has_one_paragraph_of_at_most_4000_characters),
        WIRE_TEST(the_form_brings_back_what_fits_of_the_earlier_text),
        WIRE_TEST(a_create_carries_a_nonce_that_discord_enforces),
        WIRE_TEST(a_notice_pings_the_owner_and_nobody_else),
        WIRE_TEST(the_command_is_hidden_from_members_unless_a_role_decides),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
