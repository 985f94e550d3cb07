/* Who may do what: roles, overwrites, the owner. */
#include "world_permissions.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct sim_world *world;
static struct sim_channel *lobby;

static int arrange(void **state)
{
    (void)state;
    world = world_create();
    lobby = world_channel(world, WORLD_LOBBY_ID);
    return 0;
}

static int clear(void **state)
{
    (void)state;
    world_destroy(&world);
    return 0;
}

static void overwrite(uint64_t id, bool is_member, uint64_t allow, uint64_t deny)
{
    lobby->overwrites[lobby->overwrite_count++] = (struct sim_overwrite){id, is_member, allow, deny};
}

static bool may(uint64_t user, uint64_t permission)
{
    return permissions_of(world, world_meet(world, user), lobby) & permission;
}

static void the_bot_may_post_and_pin_and_a_player_may_not_pin(void **state)
{
    (void)state;
    assert_true(may(WORLD_BOT_ID, PERMISSION_SEND_MESSAGES));
    assert_true(may(WORLD_BOT_ID, PERMISSION_PIN_MESSAGES));
    assert_true(may(WORLD_PLAYER_ID, PERMISSION_SEND_MESSAGES));
    assert_false(may(WORLD_PLAYER_ID, PERMISSION_PIN_MESSAGES));
}

static void the_owner_and_administrators_may_everything_whatever_a_channel_says(void **state)
{
    (void)state;
    overwrite(WORLD_GUILD_ID, false, 0, PERMISSIONS_ALL);
    assert_true(may(WORLD_STAFF_ID, PERMISSION_PIN_MESSAGES));
    assert_false(may(WORLD_BOT_ID, PERMISSION_VIEW_CHANNEL));
    world_role(world, WORLD_BOT_ROLE)->permissions = PERMISSION_ADMINISTRATOR;
    assert_true(may(WORLD_BOT_ID, PERMISSION_PIN_MESSAGES));
}

static void a_members_overwrite_is_above_a_roles_and_that_above_everyones(void **state)
{
    (void)state;
    overwrite(WORLD_BOT_ID, true, PERMISSION_PIN_MESSAGES, 0);
    overwrite(WORLD_BOT_ROLE, false, PERMISSION_SEND_MESSAGES, PERMISSION_PIN_MESSAGES);
    overwrite(WORLD_GUILD_ID, false, 0, PERMISSION_SEND_MESSAGES | PERMISSION_READ_HISTORY);
    assert_true(may(WORLD_BOT_ID, PERMISSION_SEND_MESSAGES));
    assert_true(may(WORLD_BOT_ID, PERMISSION_PIN_MESSAGES));
    assert_false(may(WORLD_BOT_ID, PERMISSION_READ_HISTORY));
    assert_false(may(WORLD_PLAYER_ID, PERMISSION_SEND_MESSAGES));
}

static void among_roles_of_one_member_what_one_allows_stands_above_what_another_denies(void **state)
{
    (void)state;
    world_add_role(world, 70, "Conteurs", 0);
    world_meet(world, WORLD_PLAYER_ID)->roles[0] = 70;
    world_meet(world, WORLD_PLAYER_ID)->roles[1] = WORLD_STAFF_ROLE;
    overwrite(70, false, PERMISSION_EMBED_LINKS, 0);
    overwrite(WORLD_STAFF_ROLE, false, 0, PERMISSION_EMBED_LINKS);
    assert_true(may(WORLD_PLAYER_ID, PERMISSION_EMBED_LINKS));
}

static void without_the_channel_nothing_in_it_is_permitted(void **state)
{
    (void)state;
    overwrite(WORLD_GUILD_ID, false, 0, PERMISSION_VIEW_CHANNEL);
    assert_false(may(WORLD_PLAYER_ID, PERMISSIONS_ALL));
    assert_true(permissions_of(world, world_meet(world, WORLD_PLAYER_ID), NULL) & PERMISSION_VIEW_CHANNEL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_bot_may_post_and_pin_and_a_player_may_not_pin, arrange, clear),
        cmocka_unit_test_setup_teardown(the_owner_and_administrators_may_everything_whatever_a_channel_says,
                                        arrange, clear),
        cmocka_unit_test_setup_teardown(a_members_overwrite_is_above_a_roles_and_that_above_everyones,
                                        arrange, clear),
        cmocka_unit_test_setup_teardown(
            among_roles_of_one_member_what_one_allows_stands_above_what_another_denies, arrange, clear),
        cmocka_unit_test_setup_teardown(without_the_channel_nothing_in_it_is_permitted, arrange, clear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
