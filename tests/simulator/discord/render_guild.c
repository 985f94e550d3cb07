/* The guild, its roles and its channels as Discord writes them. */
#include "array_len.h"
#include "render.h"

#include <inttypes.h>
#include <stdio.h>

static const char GUILD_NAME[] = "Serveur d'essai";

static void empty_arrays(struct json_writer *w, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        jw_key(w, names[i]);
        jw_array(w);
        jw_array_end(w);
    }
}

static void member_permissions(struct json_writer *w, const char *name, uint64_t permissions)
{
    char text[24];
    snprintf(text, sizeof(text), "%" PRIu64, permissions);
    jw_member_string(w, name, text);
}

void render_role(struct json_writer *w, const struct sim_role *role)
{
    jw_object(w);
    jw_member_id(w, "id", role->id);
    jw_member_string(w, "name", role->name);
    jw_member_int(w, "position", role->position);
    member_permissions(w, "permissions", role->permissions);
    jw_member_int(w, "color", 0);
    jw_member_bool(w, "hoist", false);
    jw_member_bool(w, "managed", role->managed);
    jw_member_bool(w, "mentionable", false);
    jw_member_int(w, "flags", 0);
    jw_member_string(w, "icon", NULL);
    jw_member_string(w, "unicode_emoji", NULL);
    if (role->managed) {
        jw_key(w, "tags");
        jw_object(w);
        jw_member_id(w, "bot_id", WORLD_BOT_ID);
        jw_object_end(w);
    }
    jw_object_end(w);
}

void render_roles(struct json_writer *w, const struct sim_world *world)
{
    jw_array(w);
    for (size_t i = 0; i < world->role_count; i++)
        render_role(w, &world->roles[i]);
    jw_array_end(w);
}

static void render_overwrites(struct json_writer *w, const struct sim_channel *channel)
{
    jw_array(w);
    for (size_t i = 0; i < channel->overwrite_count; i++) {
        const struct sim_overwrite *overwrite = &channel->overwrites[i];
        jw_object(w);
        jw_member_id(w, "id", overwrite->id);
        jw_member_int(w, "type", overwrite->is_member);
        member_permissions(w, "allow", overwrite->allow);
        member_permissions(w, "deny", overwrite->deny);
        jw_object_end(w);
    }
    jw_array_end(w);
}

void render_channel(struct json_writer *w, const struct sim_channel *channel)
{
    jw_object(w);
    jw_member_id(w, "id", channel->id);
    jw_member_int(w, "type", 0);
    jw_member_id(w, "guild_id", WORLD_GUILD_ID);
    jw_member_string(w, "name", channel->name);
    jw_member_int(w, "position", channel->position);
    jw_member_string(w, "topic", NULL);
    jw_member_string(w, "parent_id", NULL);
    jw_member_bool(w, "nsfw", false);
    jw_member_int(w, "rate_limit_per_user", 0);
    jw_member_int(w, "flags", 0);
    jw_key(w, "last_message_id");
    if (channel->newest)
        jw_id(w, channel->newest->id);
    else
        jw_null(w);
    jw_key(w, "permission_overwrites");
    render_overwrites(w, channel);
    jw_object_end(w);
}

static void guild_head(struct json_writer *w, const struct sim_world *world)
{
    static const char *const NULLS[] = {"icon",
                                        "splash",
                                        "discovery_splash",
                                        "banner",
                                        "description",
                                        "afk_channel_id",
                                        "application_id",
                                        "system_channel_id",
                                        "rules_channel_id",
                                        "public_updates_channel_id",
                                        "safety_alerts_channel_id",
                                        "vanity_url_code"};
    static const char *const ARRAYS[] = {"emojis", "stickers", "features"};
    static const char *const ZEROES[] = {"verification_level",
                                         "default_message_notifications",
                                         "mfa_level",
                                         "explicit_content_filter",
                                         "nsfw_level",
                                         "premium_tier",
                                         "premium_subscription_count",
                                         "system_channel_flags"};
    jw_member_id(w, "id", WORLD_GUILD_ID);
    jw_member_string(w, "name", GUILD_NAME);
    jw_member_id(w, "owner_id", WORLD_STAFF_ID);
    jw_member_string(w, "preferred_locale", "fr");
    jw_member_int(w, "afk_timeout", 300);
    jw_member_bool(w, "premium_progress_bar_enabled", false);
    for (size_t i = 0; i < ARRAY_LEN(NULLS); i++)
        jw_member_string(w, NULLS[i], NULL);
    for (size_t i = 0; i < ARRAY_LEN(ZEROES); i++)
        jw_member_int(w, ZEROES[i], 0);
    empty_arrays(w, ARRAYS, ARRAY_LEN(ARRAYS));
    jw_key(w, "roles");
    render_roles(w, world);
}

void render_guild(struct json_writer *w, const struct sim_world *world)
{
    jw_object(w);
    guild_head(w, world);
    jw_object_end(w);
}

void render_guild_stub(struct json_writer *w)
{
    static const char *const ARRAYS[] = {"features"};
    jw_object(w);
    jw_member_id(w, "id", WORLD_GUILD_ID);
    jw_member_string(w, "locale", "fr");
    empty_arrays(w, ARRAYS, ARRAY_LEN(ARRAYS));
    jw_object_end(w);
}

void render_guild_create(struct json_writer *w, const struct sim_world *world)
{
    static const char *const ARRAYS[] = {
        "voice_states",           "threads",          "presences", "stage_instances",
        "guild_scheduled_events", "soundboard_sounds"};
    jw_object(w);
    guild_head(w, world);
    jw_member_bool(w, "unavailable", false);
    jw_member_bool(w, "large", false);
    jw_member_string(w, "joined_at", RENDER_JOINED_AT);
    jw_member_int(w, "member_count", (int64_t)world->user_count);
    empty_arrays(w, ARRAYS, ARRAY_LEN(ARRAYS));
    jw_key(w, "channels");
    jw_array(w);
    for (size_t i = 0; i < world->channel_count; i++)
        render_channel(w, world->channels[i]);
    jw_array_end(w);
    jw_key(w, "members");
    jw_array(w);
    for (size_t i = 0; i < world->user_count; i++)
        if (world->users[i].bot)
            render_member(w, &world->users[i], true);
    jw_array_end(w);
    jw_object_end(w);
}
