/* Dispatches, told to sessions according to their intents. */
#include "discord_events.h"

#include "clock.h"
#include "discord_line.h"
#include "render.h"
#include "world_permissions.h"

#include <string.h>

#define EVENT_MOST ((size_t)256 * 1024)

void event_to_session(struct sim_discord *discord, struct sim_session *session, const char *type,
                      const char *data, size_t length)
{
    const char *payload = session_push(session, type, data, length);
    discord->counters.dispatched++;
    if (session->connection && !discord->mode.deaf)
        line_send(session->connection, payload, strlen(payload));
}

void event_to_all(struct sim_discord *discord, uint32_t intent, const char *type, const char *data,
                  size_t length)
{
    for (size_t i = 0; i < SESSIONS_MOST; i++) {
        struct sim_session *session = &discord->sessions.all[i];
        bool is_there = session->id[0] && session_has_guild(session, WORLD_GUILD_ID);
        if (is_there && (intent == INTENT_NONE || session->intents & intent))
            event_to_session(discord, session, type, data, length);
    }
}

/* Without the privileged intent the content is there for the bot's own messages and for those that mention
 * it. */
static bool may_read(const struct sim_session *session, const struct sim_message *message)
{
    return session->intents & INTENT_MESSAGE_CONTENT || message->author_id == WORLD_BOT_ID ||
           message_mentions(message, WORLD_BOT_ID);
}

static bool bot_sees(const struct sim_discord *discord, uint64_t channel_id)
{
    const struct sim_channel *channel = world_channel(discord->world, channel_id);
    const struct sim_user *bot = world_user(discord->world, WORLD_BOT_ID);
    return permissions_of(discord->world, bot, channel) & PERMISSION_VIEW_CHANNEL;
}

void event_message(struct sim_discord *discord, const char *type, const struct sim_message *message)
{
    struct buffer data;
    if (!bot_sees(discord, message->channel_id))
        return;
    buffer_init(&data, EVENT_MOST);
    for (size_t i = 0; i < SESSIONS_MOST; i++) {
        struct sim_session *session = &discord->sessions.all[i];
        if (!session->id[0] || !session_has_guild(session, WORLD_GUILD_ID) ||
            !(session->intents & INTENT_GUILD_MESSAGES))
            continue;
        buffer_clear(&data);
        struct json_writer w = json_writer(&data);
        render_message(
            &w, discord->world, message,
            (struct render_message_options){.as_event = true, .content_hidden = !may_read(session, message)});
        event_to_session(discord, session, type, data.data, data.length);
    }
    buffer_free(&data);
}

void event_message_deleted(struct sim_discord *discord, uint64_t channel_id, uint64_t message_id)
{
    struct buffer data;
    if (!bot_sees(discord, channel_id))
        return;
    buffer_init(&data, EVENT_MOST);
    struct json_writer w = json_writer(&data);
    jw_object(&w);
    jw_member_id(&w, "id", message_id);
    jw_member_id(&w, "channel_id", channel_id);
    jw_member_id(&w, "guild_id", WORLD_GUILD_ID);
    jw_object_end(&w);
    event_to_all(discord, INTENT_GUILD_MESSAGES, "MESSAGE_DELETE", data.data, data.length);
    buffer_free(&data);
}

void event_pins(struct sim_discord *discord, uint64_t channel_id)
{
    char time[RENDER_TIME_SIZE];
    struct buffer data;
    if (!bot_sees(discord, channel_id))
        return;
    buffer_init(&data, EVENT_MOST);
    struct json_writer w = json_writer(&data);
    jw_object(&w);
    jw_member_id(&w, "guild_id", WORLD_GUILD_ID);
    jw_member_id(&w, "channel_id", channel_id);
    jw_member_string(&w, "last_pin_timestamp", render_time(clock_wall_ms(), time, sizeof(time)));
    jw_object_end(&w);
    event_to_all(discord, INTENT_GUILDS, "CHANNEL_PINS_UPDATE", data.data, data.length);
    buffer_free(&data);
}

void event_role(struct sim_discord *discord, const char *type, const struct sim_role *role)
{
    struct buffer data;
    buffer_init(&data, EVENT_MOST);
    struct json_writer w = json_writer(&data);
    jw_object(&w);
    jw_member_id(&w, "guild_id", WORLD_GUILD_ID);
    jw_key(&w, "role");
    render_role(&w, role);
    jw_object_end(&w);
    event_to_all(discord, INTENT_GUILDS, type, data.data, data.length);
    buffer_free(&data);
}

void event_role_deleted(struct sim_discord *discord, uint64_t role_id)
{
    struct buffer data;
    buffer_init(&data, EVENT_MOST);
    struct json_writer w = json_writer(&data);
    jw_object(&w);
    jw_member_id(&w, "guild_id", WORLD_GUILD_ID);
    jw_member_id(&w, "role_id", role_id);
    jw_object_end(&w);
    event_to_all(discord, INTENT_GUILDS, "GUILD_ROLE_DELETE", data.data, data.length);
    buffer_free(&data);
}

void event_member(struct sim_discord *discord, const char *type, const struct sim_user *user)
{
    struct buffer data;
    buffer_init(&data, EVENT_MOST);
    struct json_writer w = json_writer(&data);
    render_guild_member(&w, user);
    event_to_all(discord, user->id == WORLD_BOT_ID ? INTENT_NONE : INTENT_GUILD_MEMBERS, type, data.data,
                 data.length);
    buffer_free(&data);
}

void event_channel(struct sim_discord *discord, const char *type, const struct sim_channel *channel)
{
    struct buffer data;
    buffer_init(&data, EVENT_MOST);
    struct json_writer w = json_writer(&data);
    render_channel(&w, channel);
    event_to_all(discord, INTENT_GUILDS, type, data.data, data.length);
    buffer_free(&data);
}
