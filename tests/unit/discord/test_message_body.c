/* Bodies of messages: limits, and what is taken over. */
#include "message_body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

/* Where the first complaint points; "" if there is none. */
static const char *place_of(const char *json)
{
    static struct complaints wrong;
    struct json_value *body;
    assert_false(err_is(json_parse(json, strlen(json), &body)));
    wrong = (struct complaints){0};
    message_body_check(body, &wrong);
    json_destroy(&body);
    return wrong.count ? wrong.problems[0].path : "";
}

/* {"<before>xxxx…<after>} with that many x. */
static const char *place_of_length(const char *before, size_t length, const char *after)
{
    static char json[16384];
    int start = snprintf(json, sizeof(json), "%s", before);
    memset(json + start, 'x', length);
    snprintf(json + (size_t)start + length, sizeof(json) - (size_t)start - length, "%s", after);
    return place_of(json);
}

static void texts_are_measured_against_discords_limits(void **state)
{
    (void)state;
    static const struct {
        const char *before, *after;
        size_t most;
        const char *place;
    } LIMITS[] = {
        {"{\"content\":\"", "\"}", 2000, "content"},
        {"{\"nonce\":\"", "\"}", 25, "nonce"},
        {"{\"embeds\":[{\"title\":\"", "\"}]}", 256, "embeds.0.title"},
        {"{\"embeds\":[{\"description\":\"", "\"}]}", 4096, "embeds.0.description"},
        {"{\"embeds\":[{},{\"footer\":{\"text\":\"", "\"}}]}", 2048, "embeds.1.footer.text"},
        {"{\"embeds\":[{\"author\":{\"name\":\"", "\"}}]}", 256, "embeds.0.author.name"},
        {"{\"embeds\":[{\"fields\":[{\"name\":\"n\",\"value\":\"", "\"}]}]}", 1024,
         "embeds.0.fields.0.value"},
        {"{\"embeds\":[{\"fields\":[{\"value\":\"v\",\"name\":\"", "\"}]}]}", 256, "embeds.0.fields.0.name"},
    };
    for (size_t i = 0; i < sizeof(LIMITS) / sizeof(LIMITS[0]); i++) {
        assert_string_equal(place_of_length(LIMITS[i].before, LIMITS[i].most, LIMITS[i].after), "");
        assert_string_equal(place_of_length(LIMITS[i].before, LIMITS[i].most + 1, LIMITS[i].after),
                            LIMITS[i].place);
    }
    assert_string_equal(place_of("{\"embeds\":[{\"fields\":[{\"name\":\"n\",\"value\":\"\"}]}]}"),
                        "embeds.0.fields.0.value");
}

static void embeds_together_hold_6000_characters(void **state)
{
    (void)state;
    static char json[16384], text[4000];
    memset(text, 'x', sizeof(text) - 1);
    snprintf(json, sizeof(json), "{\"embeds\":[{\"description\":\"%.4000s\"},{\"description\":\"%.2001s\"}]}",
             text, text);
    assert_string_equal(place_of(json), "");
    snprintf(json, sizeof(json), "{\"embeds\":[{\"description\":\"%.4000s\"},{\"description\":\"%.2002s\"}]}",
             text, text);
    assert_string_equal(place_of(json), "embeds");
}

static void a_mention_is_allowed_by_kind_or_by_id_and_not_by_both(void **state)
{
    (void)state;
    assert_string_equal(place_of("{\"allowed_mentions\":{\"parse\":[\"roles\"],\"users\":[\"1\"]}}"), "");
    assert_string_equal(place_of("{\"allowed_mentions\":{\"parse\":[\"users\"],\"users\":[\"1\"]}}"),
                        "allowed_mentions");
}

static void who_may_be_pinged_is_taken_over_with_the_content(void **state)
{
    (void)state;
    static const char BODY[] =
        "{\"content\":\"x\",\"allowed_mentions\":{\"parse\":[\"roles\"],\"users\":[\"7\"]}}";
    struct sim_message *message = message_create(1, 2, 3, "");
    struct json_value *body;
    assert_false(err_is(json_parse(BODY, strlen(BODY), &body)));
    message_body_apply(message, body);
    assert_true(message->mentions.no_users);
    assert_false(message->mentions.no_roles);
    assert_int_equal(message->mentions.id_count, 1);
    json_destroy(&body);
    assert_false(err_is(json_parse("{\"content\":\"y\"}", 15, &body)));
    message_body_apply(message, body);
    assert_false(message->mentions.no_users);
    json_destroy(&body);
    message_destroy(&message);
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
        cmocka_unit_test(embeds_together_hold_6000_characters),
        cmocka_unit_test(a_mention_is_allowed_by_kind_or_by_id_and_not_by_both),
        cmocka_unit_test(who_may_be_pinged_is_taken_over_with_the_content),
        cmocka_unit_test(an_edit_changes_only_what_it_names),
        cmocka_unit_test(a_null_content_empties_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
