/* validation_role.h: the role is there, missing, or not known, by what guilds say of it. */
#include "validation_role.h"

#include "guild_updates.h"
#include "log.h"

#include "pretend_bot.h"

#define ROLE    77
#define WITH    "{\"id\":\"3\",\"roles\":[{\"id\":\"3\"},{\"id\":\"77\"}]}"
#define WITHOUT "{\"id\":\"3\",\"roles\":[{\"id\":\"3\"},{\"id\":\"78\"}]}"
#define ANOTHER "{\"id\":\"4\",\"roles\":[{\"id\":\"4\"}]}"

static int begin(void **state)
{
    setup(state);
    bot.role_id = ROLE;
    validation_role_create(&bot);
    return 0;
}

static int end(void **state)
{
    validation_role_destroy(&bot);
    return teardown(state);
}

static void tell(void (*handle)(struct bot_context *context, const struct json_value *data), const char *json)
{
    struct json_value *data = NULL;
    assert_false(err_is(json_parse(json, strlen(json), &data)));
    handle(&bot, data);
    json_destroy(&data);
}

static void time_passes(void)
{
    assert_true(timer.active);
    timer.active = false;
    timer.on_time(timer.ctx);
}

static void assert_role(enum validation_role_state expected)
{
    assert_int_equal(metrics_get(&metrics, METRIC_VALIDATION_ROLE), expected);
    assert_int_equal(metrics.troubles[TROUBLE_ROLE].french[0] != '\0', expected == ROLE_MISSING);
}

static void without_the_setting_none_is_missing(void **state)
{
    (void)state;
    bot.role_id = 0;
    validation_role_destroy(&bot);
    validation_role_create(&bot);
    tell(guild_updates_create, WITHOUT);
    assert_role(ROLE_THERE);
    assert_false(timer.active);
}

static void a_guild_that_has_it_settles_it(void **state)
{
    (void)state;
    assert_role(ROLE_UNKNOWN);
    tell(guild_updates_create, WITH);
    assert_role(ROLE_THERE);
}

static void it_is_missing_once_no_guild_had_it_for_a_moment(void **state)
{
    (void)state;
    tell(guild_updates_create, ANOTHER);
    assert_role(ROLE_UNKNOWN);
    time_passes();
    assert_role(ROLE_MISSING);
    assert_non_null(strstr(metrics.troubles[TROUBLE_ROLE].french, "VALIDATION_ROLE_ID"));
    tell(guild_updates_create, WITH);
    assert_role(ROLE_THERE);
}

static void another_guild_without_it_changes_nothing(void **state)
{
    (void)state;
    tell(guild_updates_create, ANOTHER);
    tell(guild_updates_create, WITH);
    assert_false(timer.active);
    tell(guild_updates_create, ANOTHER);
    assert_false(timer.active);
    assert_role(ROLE_THERE);
}

static void it_goes_and_comes_with_the_events_of_roles_and_guilds(void **state)
{
    (void)state;
    tell(guild_updates_create, WITH);
    tell(guild_updates_role_delete, "{\"guild_id\":\"3\",\"role_id\":\"78\"}");
    assert_false(timer.active);
    tell(guild_updates_role_delete, "{\"guild_id\":\"3\",\"role_id\":\"77\"}");
    time_passes();
    assert_role(ROLE_MISSING);
    tell(guild_updates_role, "{\"guild_id\":\"3\",\"role\":{\"id\":\"77\"}}");
    assert_role(ROLE_THERE);
    tell(guild_updates_delete, "{\"id\":\"3\",\"unavailable\":true}");
    assert_false(timer.active);
    tell(guild_updates_delete, "{\"id\":\"3\"}");
    time_passes();
    assert_role(ROLE_MISSING);
}

static void restore_from(struct buffer *text)
{
    struct json_value *json = NULL;
    assert_false(err_is(json_parse(text->data, text->length, &json)));
    validation_role_destroy(&bot);
    validation_role_create(&bot);
    validation_role_restore(&bot, json_get(json, "role"));
    json_destroy(&json);
}

static void a_successor_knows_it_and_one_with_another_setting_asks(void **state)
{
    (void)state;
    struct buffer text;
    buffer_init(&text, 256);
    tell(guild_updates_create, WITHOUT);
    time_passes();
    struct json_writer w = json_writer(&text);
    jw_object(&w);
    validation_role_write(&bot, &w);
    jw_object_end(&w);

    restore_from(&text);
    assert_role(ROLE_MISSING);
    validation_role_start(&bot);
    assert_false(timer.active);

    bot.role_id = 78;
    restore_from(&text);
    buffer_free(&text);
    assert_role(ROLE_UNKNOWN);
    validation_role_start(&bot);
    time_passes();
    assert_sent(0, "GET", "/users/@me/guilds?limit=10");
    answer(0, "[{\"id\":\"3\"},{\"id\":\"4\"}]");
    assert_sent(1, "GET", "/guilds/4/roles");
    answer(1, "[{\"id\":\"4\"}]");
    assert_sent(2, "GET", "/guilds/3/roles");
    answer(2, "[{\"id\":\"78\"}]");
    assert_role(ROLE_THERE);
    assert_int_equal(bot.operations, 0);
}

static void what_could_not_be_asked_is_asked_again(void **state)
{
    (void)state;
    validation_role_start(&bot);
    time_passes();
    answer_with(0, REST_TOO_LATE, -1, NULL);
    assert_role(ROLE_UNKNOWN);
    time_passes();
    assert_int_equal(sent_count, 2);
    answer(1, "[]");
}

#define ROLE_TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        ROLE_TEST(without_the_setting_none_is_missing),
        ROLE_TEST(a_guild_that_has_it_settles_it),
        ROLE_TEST(it_is_missing_once_no_guild_had_it_for_a_moment),
        ROLE_TEST(another_guild_without_it_changes_nothing),
        ROLE_TEST(it_goes_and_comes_with_the_events_of_roles_and_guilds),
        ROLE_TEST(a_successor_knows_it_and_one_with_another_setting_asks),
        ROLE_TEST(what_could_not_be_asked_is_asked_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
