/* The guild, its people, channels and messages. */
#include "world.h"

#include "text_copy.h"
#include "world_permissions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DISCORD_EPOCH_MS INT64_C(1420070400000)

enum {
    EVERYONE_MAY = PERMISSION_VIEW_CHANNEL | PERMISSION_SEND_MESSAGES | PERMISSION_READ_HISTORY |
                   PERMISSION_ADD_REACTIONS,
    STAFF_MAY = EVERYONE_MAY | PERMISSION_MANAGE_CHANNELS | PERMISSION_MANAGE_MESSAGES,
};
static const uint64_t BOT_MAY =
    EVERYONE_MAY | PERMISSION_EMBED_LINKS | PERMISSION_MANAGE_MESSAGES | PERMISSION_PIN_MESSAGES;

static void add_user(struct sim_world *world, uint64_t id, const char *name, uint64_t role)
{
    struct sim_user *user = &world->users[world->user_count++];
    *user = (struct sim_user){.id = id, .roles = {role}};
    snprintf(user->name, sizeof(user->name), "%s", name);
}

static void populate(struct sim_world *world)
{
    world->user_count = world->role_count = 0;
    world_add_role(world, WORLD_GUILD_ID, "@everyone", EVERYONE_MAY);
    world_add_role(world, WORLD_STAFF_ROLE, "Modération", STAFF_MAY);
    world_add_role(world, WORLD_BOT_ROLE, "Vigie", BOT_MAY)->managed = true;
    add_user(world, WORLD_BOT_ID, "Vigie", WORLD_BOT_ROLE);
    world->users[0].bot = true;
    add_user(world, WORLD_STAFF_ID, "Alix", WORLD_STAFF_ROLE);
    add_user(world, WORLD_PLAYER_ID, "Camille", 0);
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
    add_user(world, id, name, 0);
    return &world->users[world->user_count - 1];
}

struct sim_role *world_role(struct sim_world *world, uint64_t id)
{
    for (size_t i = 0; i < world->role_count; i++)
        if (world->roles[i].id == id)
            return &world->roles[i];
    return NULL;
}

struct sim_role *world_add_role(struct sim_world *world, uint64_t id, const char *name, uint64_t permissions)
{
    if (world->role_count == GUILD_ROLES_MOST)
        return NULL;
    struct sim_role *role = &world->roles[world->role_count];
    *role = (struct sim_role){.id = id, .position = (int)world->role_count++, .permissions = permissions};
    snprintf(role->name, sizeof(role->name), "%s", name);
    return role;
}

static void take_role_from(struct sim_user *user, uint64_t id)
{
    size_t kept = 0;
    for (size_t i = 0; i < WORLD_ROLES_MOST && user->roles[i]; i++)
        if (user->roles[i] != id)
            user->roles[kept++] = user->roles[i];
    while (kept < WORLD_ROLES_MOST)
        user->roles[kept++] = 0;
}

static void take_overwrite_from(struct sim_channel *channel, uint64_t id)
{
    size_t kept = 0;
    for (size_t i = 0; i < channel->overwrite_count; i++)
        if (channel->overwrites[i].id != id)
            channel->overwrites[kept++] = channel->overwrites[i];
    channel->overwrite_count = kept;
}

void world_remove_role(struct sim_world *world, uint64_t id)
{
    size_t kept = 0;
    for (size_t i = 0; i < world->role_count; i++)
        if (world->roles[i].id != id)
            world->roles[kept++] = world->roles[i];
    world->role_count = kept;
    for (size_t i = 0; i < world->user_count; i++)
        take_role_from(&world->users[i], id);
    for (size_t i = 0; i < world->channel_count; i++)
        take_overwrite_from(world->channels[i], id);
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
    char *copy = text_copy(text);
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
