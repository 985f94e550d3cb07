/* Discord objects as JSON. */
#include "json_value.h"
#include "render.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static struct json_value *rendered(struct sim_world *world, const struct sim_message *message,
                                   struct render_message_options options)
{
    struct buffer text;
    struct json_value *value = NULL;
    buffer_init(&text, 65536);
    struct json_writer w = json_writer(&text);
    render_message(&w, world, message, options);
    assert_false(err_is(json_parse(text.data, text.length, &value)));
    buffer_free(&text);
    return value;
}

static void mentions_are_found_in_the_text(void **state)
{
    (void)state;
    struct sim_world *world = world_create();
    struct sim_message *message = message_create(
        1, 2, WORLD_STAFF_ID, "<@345678901234567890> <@!1030000000000000002> <@&77> <@x> <@9>");
    struct json_value *value = rendered(world, message, (struct render_message_options){0});
    assert_int_equal(json_length(json_get(value, "mentions")), 2); /* 9 is nobody */
    assert_int_equal(json_id(json_find(value, "mentions.0.id")), WORLD_PLAYER_ID);
    assert_int_equal(json_id(json_find(value, "mention_roles.0")), 77);
    assert_true(message_mentions(message, WORLD_BOT_ID));
    assert_false(message_mentions(message, 77));
    json_destroy(&value);
    message_destroy(&message);
    world_destroy(&world);
}

static void who_may_not_be_pinged_is_no_mention(void **state)
{
    (void)state;
    struct sim_world *world = world_create();
    struct sim_message *message =
        message_create(1, 2, WORLD_BOT_ID, "<@345678901234567890> <@234567890123456789> <@&77>");
    message->mentions =
        (struct mention_filter){.no_users = true, .no_roles = true, .ids = {WORLD_STAFF_ID}, .id_count = 1};
    struct json_value *value = rendered(world, message, (struct render_message_options){0});
    assert_int_equal(json_length(json_get(value, "mentions")), 1);
    assert_int_equal(json_id(json_find(value, "mentions.0.id")), WORLD_STAFF_ID);
    assert_int_equal(json_length(json_get(value, "mention_roles")), 0);
    json_destroy(&value);
    message_destroy(&message);
    world_destroy(&world);
}

static void hidden_content_leaves_embeds_and_buttons_out_too(void **state)
{
    (void)state;
    struct sim_world *world = world_create();
    struct sim_message *message = message_create(1, 2, WORLD_PLAYER_ID, "secret");
    message_set(&message->embeds, "[{\"title\":\"secret\"}]");
    struct json_value *value = rendered(world, message, (struct render_message_options){true, true});
    assert_string_equal(json_text(json_get(value, "content"), "?"), "");
    assert_int_equal(json_length(json_get(value, "embeds")), 0);
    assert_int_equal(json_id(json_get(value, "guild_id")), WORLD_GUILD_ID);
    assert_true(json_is_object(json_get(value, "member")));
    json_destroy(&value);
    message_destroy(&message);
    world_destroy(&world);
}

static void guild_create_has_what_libraries_index_without_asking(void **state)
{
    (void)state;
    static const char *const NEEDED[] = {"roles.0.id",
                                         "channels.0.position",
                                         "channels.0.permission_overwrites",
                                         "members.0.flags",
                                         "members.0.joined_at",
                                         "member_count",
                                         "emojis",
                                         "voice_states",
                                         "threads",
                                         "presences",
                                         "stage_instances",
                                         "guild_scheduled_events",
                                         "features",
                                         "large",
                                         "unavailable"};
    struct sim_world *world = world_create();
    struct buffer text;
    struct json_value *value;
    buffer_init(&text, 65536);
    struct json_writer w = json_writer(&text);
    render_guild_create(&w, world);
    assert_false(err_is(json_parse(text.data, text.length, &value)));
    for (size_t i = 0; i < sizeof(NEEDED) / sizeof(NEEDED[0]); i++)
        assert_non_null(json_find(value, NEEDED[i]));
    assert_int_equal(json_id(json_find(value, "roles.0.id")), WORLD_GUILD_ID);
    json_destroy(&value);
    buffer_free(&text);
    world_destroy(&world);
}

static void times_are_written_with_microseconds_and_an_offset(void **state)
{
    (void)state;
    char text[RENDER_TIME_SIZE];
    assert_string_equal(render_time(INT64_C(1704110400005), text, sizeof(text)),
                        "2024-01-01T12:00:00.005000+00:00");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mentions_are_found_in_the_text),
        cmocka_unit_test(who_may_not_be_pinged_is_no_mention),
        cmocka_unit_test(hidden_content_leaves_embeds_and_buttons_out_too),
        cmocka_unit_test(guild_create_has_what_libraries_index_without_asking),
        cmocka_unit_test(times_are_written_with_microseconds_and_an_offset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
