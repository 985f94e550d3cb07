/* The interactions under way and INTERACTION_CREATE. */
#include "discord_interactions.h"

#include "discord_events.h"
#include "loop.h"
#include "random.h"
#include "render.h"
#include "world_permissions.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVENT_MOST ((size_t)512 * 1024)

struct sim_interactions {
    struct sim_interaction all[INTERACTIONS_MOST];
    size_t next; /* place of the next one: the oldest goes */
};

struct sim_interactions *interactions_create(void)
{
    struct sim_interactions *interactions = calloc(1, sizeof(*interactions));
    if (!interactions)
        abort();
    return interactions;
}

static void forget(struct sim_interaction *interaction)
{
    free(interaction->callback);
    while (interaction->ephemerals) {
        struct sim_message *message = interaction->ephemerals;
        interaction->ephemerals = message->next;
        message_destroy(&message);
    }
    for (size_t i = 0; i < interaction->edit_count; i++)
        free(interaction->edits[i]);
    for (size_t i = 0; i < interaction->followup_count; i++)
        free(interaction->followups[i]);
    *interaction = (struct sim_interaction){0};
}

void interactions_reset(struct sim_interactions *interactions)
{
    for (size_t i = 0; i < INTERACTIONS_MOST; i++)
        forget(&interactions->all[i]);
}

void interactions_destroy(struct sim_interactions **take_interactions)
{
    struct sim_interactions *interactions = *take_interactions;
    if (!interactions)
        return;
    *take_interactions = NULL;
    interactions_reset(interactions);
    free(interactions);
}

struct sim_interaction *interaction_by_id(struct sim_interactions *interactions, uint64_t id)
{
    for (size_t i = 0; i < INTERACTIONS_MOST; i++)
        if (id && interactions->all[i].id == id)
            return &interactions->all[i];
    return NULL;
}

const struct sim_interaction *interaction_at(const struct sim_interactions *interactions, size_t i)
{
    return &interactions->all[i];
}

struct sim_interaction *interaction_by_token(struct sim_interactions *interactions, const char *token)
{
    for (size_t i = 0; i < INTERACTIONS_MOST; i++)
        if (interactions->all[i].id && strcmp(interactions->all[i].token, token) == 0)
            return &interactions->all[i];
    return NULL;
}

struct sim_message *interaction_message(struct sim_discord *discord,
                                        const struct sim_interaction *interaction, uint64_t id)
{
    for (struct sim_message *m = interaction->ephemerals; m; m = m->next)
        if (m->id == id)
            return m;
    const struct sim_channel *channel = world_channel(discord->world, interaction->channel_id);
    return channel && id ? world_message(channel, id) : NULL;
}

static void write_actor(struct json_writer *w, const struct interaction_actor *actor)
{
    char permissions[24];
    struct sim_user user = *actor->user;
    memcpy(user.roles, actor->roles, sizeof(user.roles));
    snprintf(permissions, sizeof(permissions), "%" PRIu64, actor->permissions);

    /* The member object, with its permissions in this channel added at the end. */
    struct buffer member;
    buffer_init(&member, 4096);
    struct json_writer inner = json_writer(&member);
    render_member(&inner, &user, true);
    buffer_truncate(&member, member.length - 1);
    buffer_text(&member, ",\"permissions\":\"");
    buffer_text(&member, permissions);
    buffer_text(&member, "\"}");
    jw_key(w, "member");
    jw_raw(w, member.data, member.length);
    buffer_free(&member);
}

static void write_app_permissions(struct json_writer *w, struct sim_world *world,
                                  const struct sim_channel *channel)
{
    char permissions[24];
    snprintf(permissions, sizeof(permissions), "%" PRIu64,
             permissions_of(world, world_user(world, WORLD_BOT_ID), channel));
    jw_member_string(w, "app_permissions", permissions);
}

static void write_constants(struct json_writer *w)
{
    jw_member_id(w, "application_id", WORLD_APPLICATION_ID);
    jw_member_int(w, "version", 1);
    jw_member_id(w, "guild_id", WORLD_GUILD_ID);
    jw_member_string(w, "locale", "fr");
    jw_member_string(w, "guild_locale", "fr");
    jw_member_int(w, "attachment_size_limit", 10485760);
    jw_member_int(w, "context", 0);
    jw_key(w, "entitlements");
    jw_array(w);
    jw_array_end(w);
    jw_key(w, "authorizing_integration_owners");
    jw_object(w);
    jw_member_id(w, "0", WORLD_GUILD_ID);
    jw_object_end(w);
    jw_key(w, "guild");
    render_guild_stub(w);
}

static void write_event(struct json_writer *w, struct sim_discord *discord,
                        const struct sim_interaction *interaction, const struct sim_channel *channel,
                        const struct interaction_actor *actor, const char *data)
{
    jw_object(w);
    jw_member_id(w, "id", interaction->id);
    jw_member_string(w, "token", interaction->token);
    jw_member_int(w, "type", interaction->type);
    write_constants(w);
    write_app_permissions(w, discord->world, channel);
    jw_member_id(w, "channel_id", channel->id);
    jw_key(w, "channel");
    render_channel(w, channel);
    write_actor(w, actor);
    const struct sim_message *message = interaction_message(discord, interaction, interaction->message_id);
    if (message) {
        jw_key(w, "message");
        render_message(w, discord->world, message, (struct render_message_options){0});
    }
    jw_key(w, "data");
    jw_raw(w, data, strlen(data));
    jw_object_end(w);
}

struct sim_interaction *interaction_start(struct sim_discord *discord, enum interaction_type type,
                                          const struct sim_channel *channel, uint64_t message_id,
                                          const struct interaction_actor *actor, const char *data)
{
    struct sim_interactions *interactions = discord->interactions;
    struct sim_interaction *interaction = &interactions->all[interactions->next++ % INTERACTIONS_MOST];
    forget(interaction);
    interaction->id = discord_new_id(discord);
    interaction->type = type;
    interaction->channel_id = channel->id;
    interaction->message_id = message_id;
    interaction->created_ms = loop_now_ms(discord->loop);
    snprintf(interaction->token, sizeof(interaction->token), "aW50ZXJhY3Rpb246%016" PRIx64 "%016" PRIx64,
             random_u64(), random_u64());

    struct buffer event;
    buffer_init(&event, EVENT_MOST);
    struct json_writer w = json_writer(&event);
    write_event(&w, discord, interaction, channel, actor, data);
    event_to_all(discord, INTENT_NONE, "INTERACTION_CREATE", event.data, event.length);
    buffer_free(&event);
    return interaction;
}
