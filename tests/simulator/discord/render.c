/* Users, members, messages and the application as Discord writes them. */
#include "render.h"

#include "clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *render_time(int64_t wall_ms, char *text, size_t size)
{
    char seconds[CLOCK_TEXT_SIZE];
    clock_iso_seconds(wall_ms, seconds, sizeof(seconds));
    snprintf(text, size, "%s.%03d000+00:00", seconds, (int)(wall_ms % 1000));
    return text;
}

void render_user(struct json_writer *w, const struct sim_user *user)
{
    jw_object(w);
    jw_member_id(w, "id", user->id);
    jw_member_string(w, "username", user->name);
    jw_member_string(w, "global_name", user->bot ? NULL : user->name);
    jw_member_string(w, "discriminator", user->bot ? "4242" : "0");
    jw_member_string(w, "avatar", NULL);
    jw_member_bool(w, "bot", user->bot);
    jw_member_int(w, "public_flags", 0);
    jw_object_end(w);
}

static void render_membership(struct json_writer *w, const struct sim_user *user, bool with_user)
{
    if (with_user) {
        jw_key(w, "user");
        render_user(w, user);
    }
    jw_key(w, "roles");
    jw_array(w);
    for (size_t i = 0; i < WORLD_ROLES_MOST && user->roles[i]; i++)
        jw_id(w, user->roles[i]);
    jw_array_end(w);
    jw_member_string(w, "joined_at", RENDER_JOINED_AT);
    jw_member_string(w, "nick", NULL);
    jw_member_string(w, "avatar", NULL);
    jw_member_string(w, "premium_since", NULL);
    jw_member_string(w, "communication_disabled_until", NULL);
    jw_member_bool(w, "deaf", false);
    jw_member_bool(w, "mute", false);
    jw_member_bool(w, "pending", false);
    jw_member_int(w, "flags", 0);
}

void render_member(struct json_writer *w, const struct sim_user *user, bool with_user)
{
    jw_object(w);
    render_membership(w, user, with_user);
    jw_object_end(w);
}

void render_guild_member(struct json_writer *w, const struct sim_user *user)
{
    jw_object(w);
    jw_member_id(w, "guild_id", WORLD_GUILD_ID);
    render_membership(w, user, true);
    jw_object_end(w);
}

/* The id of the next "<@123>" or "<@!123>" ('@') or "<@&123>" ('&') in the text; 0 when there is no more. */
static uint64_t next_mention(const char **text, char kind)
{
    const char *at = *text;
    while ((at = strstr(at, "<@")) != NULL) {
        at += 2;
        bool role = *at == '&';
        if (*at == '!' || *at == '&')
            at++;
        size_t digits = strspn(at, "0123456789");
        if (digits && at[digits] == '>' && role == (kind == '&')) {
            *text = at + digits;
            return strtoull(at, NULL, 10);
        }
    }
    return 0;
}

bool message_mentions(const struct sim_message *message, uint64_t user_id)
{
    const char *at = message->content;
    for (uint64_t id; (id = next_mention(&at, '@')) != 0;)
        if (id == user_id)
            return true;
    return false;
}

static bool pings(const struct mention_filter *filter, bool none_of_its_kind, uint64_t id)
{
    for (size_t i = 0; i < filter->id_count; i++)
        if (filter->ids[i] == id)
            return true;
    return !none_of_its_kind;
}

static void render_mentions(struct json_writer *w, struct sim_world *world, const struct sim_message *message)
{
    const struct mention_filter *filter = &message->mentions;
    const char *at = message->content;
    jw_key(w, "mentions");
    jw_array(w);
    for (uint64_t id; (id = next_mention(&at, '@')) != 0;) {
        const struct sim_user *user = world_user(world, id);
        if (user && pings(filter, filter->no_users, id))
            render_user(w, user);
    }
    jw_array_end(w);
    at = message->content;
    jw_key(w, "mention_roles");
    jw_array(w);
    for (uint64_t id; (id = next_mention(&at, '&')) != 0;)
        if (pings(filter, filter->no_roles, id))
            jw_id(w, id);
    jw_array_end(w);
}

static void render_body(struct json_writer *w, const struct sim_message *message, bool hidden)
{
    jw_member_string(w, "content", hidden ? "" : message->content);
    const char *embeds = hidden ? "[]" : message->embeds, *components = hidden ? "[]" : message->components;
    jw_key(w, "embeds");
    jw_raw(w, embeds, strlen(embeds));
    jw_key(w, "components");
    jw_raw(w, components, strlen(components));
    jw_key(w, "attachments");
    jw_array(w);
    jw_array_end(w);
}

static void render_origin(struct json_writer *w, struct sim_world *world, const struct sim_message *message,
                          bool as_event)
{
    const struct sim_user *author = world_user(world, message->author_id);
    static const struct sim_user GONE = {.id = 1, .name = "inconnu"};
    jw_key(w, "author");
    render_user(w, author ? author : &GONE);
    if (as_event) {
        jw_member_id(w, "guild_id", WORLD_GUILD_ID);
        jw_key(w, "member");
        render_member(w, author ? author : &GONE, false);
    }
    if (message->author_id == WORLD_BOT_ID)
        jw_member_id(w, "application_id", WORLD_APPLICATION_ID);
    if (message->author_id == WORLD_BOT_ID && message->interaction_id)
        jw_member_id(w, "webhook_id", WORLD_APPLICATION_ID);
}

void render_message(struct json_writer *w, struct sim_world *world, const struct sim_message *message,
                    struct render_message_options options)
{
    char time[RENDER_TIME_SIZE];
    jw_object(w);
    jw_member_id(w, "id", message->id);
    jw_member_id(w, "channel_id", message->channel_id);
    render_origin(w, world, message, options.as_event);
    render_body(w, message, options.content_hidden);
    jw_member_string(w, "timestamp", render_time(world_id_time_ms(message->id), time, sizeof(time)));
    jw_member_string(w, "edited_timestamp",
                     message->edited_ms ? render_time(message->edited_ms, time, sizeof(time)) : NULL);
    jw_member_bool(w, "tts", false);
    jw_member_bool(w, "mention_everyone", false);
    render_mentions(w, world, message);
    jw_member_bool(w, "pinned", message->pinned);
    jw_member_int(w, "type", message->type);
    jw_member_int(w, "flags", message->flags);
    if (message->nonce[0])
        jw_member_string(w, "nonce", message->nonce);
    jw_object_end(w);
}

void render_application(struct json_writer *w, struct sim_world *world)
{
    static const struct sim_user OWNER = {.id = WORLD_STAFF_ID, .name = "Alix"};
    jw_object(w);
    jw_member_id(w, "id", WORLD_APPLICATION_ID);
    jw_member_string(w, "name", "Vigie");
    jw_member_string(w, "description", "");
    jw_member_string(w, "icon", NULL);
    jw_member_string(w, "team", NULL);
    jw_member_string(w, "interactions_endpoint_url", NULL);
    jw_member_bool(w, "bot_public", false);
    jw_member_bool(w, "bot_require_code_grant", false);
    jw_member_string(w, "verify_key", "0000000000000000000000000000000000000000000000000000000000000000");
    jw_member_int(w, "flags",
                  (1 << 19) | (1 << 15) | (1 << 13)); /* limited message content, members, presence */
    jw_key(w, "bot");
    render_user(w, world_user(world, WORLD_BOT_ID));
    jw_key(w, "owner");
    render_user(w, &OWNER);
    jw_object_end(w);
}
