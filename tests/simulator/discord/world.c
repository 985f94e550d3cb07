/* The guild, its people, channels and messages. */
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DISCORD_EPOCH_MS INT64_C(1420070400000)

static const uint64_t EVERYONE_MAY =
    UINT64_C(0x0000000000210c40); /* react, view, send, external emojis, speak */
static const uint64_t STAFF_MAY =
    UINT64_C(0x0000000000210c40) | PERMISSION_MANAGE_CHANNELS | (UINT64_C(1) << 13);
static const uint64_t BOT_MAY = UINT64_C(0x000000000021ec50);

static void add_user(struct sim_world *world, uint64_t id, const char *name, uint64_t permissions)
{
    struct sim_user *user = &world->users[world->user_count++];
    *user = (struct sim_user){.id = id, .permissions = permissions};
    snprintf(user->name, sizeof(user->name), "%s", name);
}

static void populate(struct sim_world *world)
{
    world->user_count = 0;
    add_user(world, WORLD_BOT_ID, "Vigie", BOT_MAY);
    world->users[0].bot = true;
    add_user(world, WORLD_STAFF_ID, "Alix", STAFF_MAY);
    world->users[1].roles[0] = WORLD_STAFF_ROLE;
    add_user(world, WORLD_PLAYER_ID, "Camille", EVERYONE_MAY);
    world_add_channel(world, WORLD_LOBBY_ID, "général");
}

struct sim_world *world_create(void)
{
    struct sim_world *world = calloc(1, sizeof(*world));
    if (!world)
        abort();
    populate(world);
    return world;
}

static void remove_channels(struct sim_world *world)
{
    while (world->channel_count > 0)
        world_remove_channel(world, world->channels[world->channel_count - 1]);
}

void world_destroy(struct sim_world **take_world)
{
    struct sim_world *world = *take_world;
    if (!world)
        return;
    *take_world = NULL;
    remove_channels(world);
    free(world);
}

void world_reset(struct sim_world *world)
{
    remove_channels(world);
    populate(world);
}

uint64_t world_new_id(struct sim_world *world, int64_t wall_ms)
{
    uint64_t id = (uint64_t)(wall_ms - DISCORD_EPOCH_MS) << 22;
    if (id <= world->last_id)
        id = world->last_id + 1;
    world->last_id = id;
    return id;
}

int64_t world_id_time_ms(uint64_t id)
{
    return (int64_t)(id >> 22) + DISCORD_EPOCH_MS;
}

struct sim_user *world_user(struct sim_world *world, uint64_t id)
{
    for (size_t i = 0; i < world->user_count; i++)
        if (world->users[i].id == id)
            return &world->users[i];
    return NULL;
}

struct sim_user *world_meet(struct sim_world *world, uint64_t id)
{
    struct sim_user *user = world_user(world, id);
    if (user || world->user_count == WORLD_USERS_MOST || id == 0)
        return user;
    char name[32];
    snprintf(name, sizeof(name), "membre%llu", (unsigned long long)(id % 100000));
    add_user(world, id, name, EVERYONE_MAY);
    return &world->users[world->user_count - 1];
}

struct sim_channel *world_channel(const struct sim_world *world, uint64_t id)
{
    for (size_t i = 0; i < world->channel_count; i++)
        if (world->channels[i]->id == id)
            return world->channels[i];
    return NULL;
}

struct sim_channel *world_add_channel(struct sim_world *world, uint64_t id, const char *name)
{
    if (world->channel_count == WORLD_CHANNELS_MOST)
        return NULL;
    struct sim_channel *channel = calloc(1, sizeof(*channel));
    if (!channel)
        abort();
    channel->id = id;
    channel->position = (int)world->channel_count;
    snprintf(channel->name, sizeof(channel->name), "%s", name);
    world->channels[world->channel_count++] = channel;
    return channel;
}

void world_remove_channel(struct sim_world *world, struct sim_channel *channel)
{
    while (channel->oldest)
        world_delete_message(channel, channel->oldest);
    size_t at = 0;
    while (world->channels[at] != channel)
        at++;
    world->channel_count--;
    memmove(&world->channels[at], &world->channels[at + 1], (world->channel_count - at) * sizeof(channel));
    free(channel);
}

void message_set(char **field, const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        abort();
    free(*field);
    *field = copy;
}

struct sim_message *message_create(uint64_t id, uint64_t channel_id, uint64_t author_id, const char *content)
{
    struct sim_message *message = calloc(1, sizeof(*message));
    if (!message)
        abort();
    message->id = id;
    message->channel_id = channel_id;
    message->author_id = author_id;
    message_set(&message->content, content);
    message_set(&message->embeds, "[]");
    message_set(&message->components, "[]");
    return message;
}

void message_destroy(struct sim_message **take_message)
{
    struct sim_message *message = *take_message;
    if (!message)
        return;
    *take_message = NULL;
    free(message->content);
    free(message->embeds);
    free(message->components);
    free(message);
}

void world_post(struct sim_channel *channel, struct sim_message *take_message)
{
    if (channel->newest)
        channel->newest->next = take_message;
    else
        channel->oldest = take_message;
    channel->newest = take_message;
    channel->message_count++;
    if (channel->message_count > WORLD_MESSAGES_MOST)
        world_delete_message(channel, channel->oldest);
}

struct sim_message *world_message(const struct sim_channel *channel, uint64_t id)
{
    for (struct sim_message *m = channel->oldest; m; m = m->next)
        if (m->id == id)
            return m;
    return NULL;
}

void world_delete_message(struct sim_channel *channel, struct sim_message *message)
{
    struct sim_message *before = NULL;
    for (struct sim_message *m = channel->oldest; m != message; m = m->next)
        before = m;
    if (before)
        before->next = message->next;
    else
        channel->oldest = message->next;
    if (channel->newest == message)
        channel->newest = before;
    channel->message_count--;
    message_destroy(&message);
}

size_t world_pins(const struct sim_channel *channel)
{
    size_t count = 0;
    for (const struct sim_message *m = channel->oldest; m; m = m->next)
        count += m->pinned;
    return count;
}
