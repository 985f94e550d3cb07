/* guild_updates.h: roles are cached as events tell them. */
#include "guild_updates.h"

#include "role_record.h"

#include "pretend_bot.h"

static void tell(void (*handle)(struct bot_context *context, const struct json_value *data), const char *json)
{
    struct json_value *data = NULL;
    assert_false(err_is(json_parse(json, strlen(json), &data)));
    handle(&bot, data);
    json_destroy(&data);
}

static void roles_come_and_go(void **state)
{
    (void)state;
    struct cached_role role;
    tell(guild_updates_create,
         "{\"id\":\"3\",\"roles\":[{\"id\":\"10\",\"name\":\"a\",\"permissions\":\"1\"}]}");
    assert_true(role_find(bot.caches->roles, 3, 10, &role));
    tell(guild_updates_role,
         "{\"guild_id\":\"3\",\"role\":{\"id\":\"10\",\"name\":\"b\",\"permissions\":\"2\"}}");
    assert_true(role_find(bot.caches->roles, 3, 10, &role));
    assert_int_equal(role.permissions, 2);
    tell(guild_updates_role_delete, "{\"guild_id\":\"3\",\"role_id\":\"10\"}");
    assert_false(role_find(bot.caches->roles, 3, 10, &role));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOT_TEST(roles_come_and_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
