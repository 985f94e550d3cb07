/* The guild, its channels and messages, within their caps. */
#include "world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

static void ids_grow_and_tell_their_time(void **state)
{
    (void)state;
    struct sim_world *world = world_create();
    uint64_t first = world_new_id(world, INT64_C(1700000000123)),
             second = world_new_id(world, INT64_C(1700000000123));
    uint64_t earlier = world_new_id(world, INT64_C(1600000000000));
    assert_true(first < second && second < earlier);
    assert_int_equal(world_id_time_ms(first), INT64_C(1700000000123));
    world_destroy(&world);
}

static void a_channel_keeps_its_newest_messages(void **state)
{
    (void)state;
    struct sim_world *world = world_create();
    struct sim_channel *channel = world_add_channel(world, 50, "salon");
    for (uint64_t id = 1; id <= WORLD_MESSAGES_MOST + 3; id++)
        world_post(channel, message_create(id, 50, WORLD_BOT_ID, "x"));
    assert_int_equal(channel->message_count, WORLD_MESSAGES_MOST);
    assert_int_equal(channel->oldest->id, 4);
    assert_null(world_message(channel, 3));
    assert_non_null(world_message(channel, WORLD_MESSAGES_MOST + 3));
    world_destroy(&world);
}

static void deleting_first_middle_and_last_keeps_the_chain(void **state)
{
    (void)state;
    struct sim_world *world = world_create();
    struct sim_channel *channel = world_add_channel(world, 50, "salon");
    for (uint64_t id = 1; id <= 4; id++)
        world_post(channel, message_create(id, 50, WORLD_BOT_ID, "x"));
    world_delete_message(channel, world_message(channel, 4));
    world_delete_message(channel, world_message(channel, 2));
    world_delete_message(channel, world_message(channel, 1));
    assert_int_equal(channel->oldest->id, 3);
    assert_ptr_equal(channel->oldest, channel->newest);
    world_delete_message(channel, channel->oldest);
    assert_null(channel->oldest);
    world_post(channel, message_create(5, 50, WORLD_BOT_ID, "x"));
    assert_int_equal(channel->newest->id, 5);
    world_destroy(&world);
}

static void channels_and_people_are_capped(void **state)
{
    (void)state;
    struct sim_world *world = world_create();
    uint64_t id = 1000;
    while (world_add_channel(world, id, "salon"))
        id++;
    assert_int_equal(world->channel_count, WORLD_CHANNELS_MOST);
    while (world_meet(world, id))
        id++;
    assert_int_equal(world->user_count, WORLD_USERS_MOST);
    assert_null(world_meet(world, 0));
    world_reset(world);
    assert_int_equal(world->channel_count, 1);
    assert_int_equal(world->user_count, 3);
    world_destroy(&world);
}

static void a_stranger_becomes_a_member_without_powers(void **state)
{
    (void)state;
    struct sim_world *world = world_create();
    assert_null(world_user(world, 42));
    assert_int_equal(world_meet(world, 42)->roles[0], 0);
    assert_ptr_equal(world_meet(world, 42), world_user(world, 42));
    world_destroy(&world);
}

static void a_role_that_is_removed_leaves_nobody_and_nothing_behind(void **state)
{
    (void)state;
    struct sim_world *world = world_create();
    struct sim_channel *lobby = world_channel(world, WORLD_LOBBY_ID);
    world_add_role(world, 70, "Conteurs", 0);
    struct sim_user *user = world_meet(world, 42);
    user->roles[0] = 70;
    user->roles[1] = WORLD_STAFF_ROLE;
    lobby->overwrites[lobby->overwrite_count++] = (struct sim_overwrite){.id = 70};
    world_remove_role(world, 70);
    assert_null(world_role(world, 70));
    assert_int_equal(user->roles[0], WORLD_STAFF_ROLE);
    assert_int_equal(user->roles[1], 0);
    assert_int_equal(lobby->overwrite_count, 0);
    world_destroy(&world);
}

static void roles_are_capped(void **state)
{
    (void)state;
    struct sim_world *world = world_create();
    uint64_t id = 1000;
    while (world_add_role(world, id, "rôle", 0))
        id++;
    assert_int_equal(world->role_count, GUILD_ROLES_MOST);
    world_destroy(&world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ids_grow_and_tell_their_time),
        cmocka_unit_test(a_channel_keeps_its_newest_messages),
        cmocka_unit_test(deleting_first_middle_and_last_keeps_the_chain),
        cmocka_unit_test(channels_and_people_are_capped),
        cmocka_unit_test(a_stranger_becomes_a_member_without_powers),
        cmocka_unit_test(a_role_that_is_removed_leaves_nobody_and_nothing_behind),
        cmocka_unit_test(roles_are_capped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
