/* READY, GUILD_CREATE, GUILD_MEMBERS_CHUNK. */
#include "discord_ready.h"

#include "discord_events.h"
#include "json_copy.h"
#include "loop.h"
#include "render.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#define EVENT_MOST    ((size_t)8 * 1024 * 1024)
#define CHUNK_MEMBERS 1000

static void write_ready(struct json_writer *w, struct sim_discord *discord, const struct sim_session *session,
                        const struct json_value *shard)
{
    char url[64];
    snprintf(url, sizeof(url), "ws://127.0.0.1:%u/resume", discord->port);
    jw_object(w);
    jw_member_int(w, "v", 10);
    jw_key(w, "user");
    render_user(w, world_user(discord->world, WORLD_BOT_ID));
    jw_key(w, "guilds");
    jw_array(w);
    if (session_has_guild(session, WORLD_GUILD_ID)) {
        jw_object(w);
        jw_member_id(w, "id", WORLD_GUILD_ID);
        jw_member_bool(w, "unavailable", true);
        jw_object_end(w);
    }
    jw_array_end(w);
    jw_member_string(w, "session_id", session->id);
    jw_member_string(w, "resume_gateway_url", discord->mode.resume_url[0] ? discord->mode.resume_url : url);
    if (shard) {
        jw_key(w, "shard");
        json_copy(w, shard);
    }
    jw_key(w, "application");
    jw_object(w);
    jw_member_id(w, "id", WORLD_BOT_ID);
    jw_member_int(w, "flags", (1 << 19) | (1 << 15) | (1 << 13));
    jw_object_end(w);
    jw_object_end(w);
}

void ready_tell(struct sim_discord *discord, struct sim_session *session, const struct json_value *shard)
{
    struct buffer data;
    buffer_init(&data, EVENT_MOST);
    struct json_writer w = json_writer(&data);
    write_ready(&w, discord, session, shard);
    event_to_session(discord, session, "READY", data.data, data.length);
    if (session->intents & INTENT_GUILDS && session_has_guild(session, WORLD_GUILD_ID)) {
        buffer_clear(&data);
        w = json_writer(&data);
        render_guild_create(&w, discord->world);
        event_to_session(discord, session, "GUILD_CREATE", data.data, data.length);
    }
    buffer_free(&data);
    discord_first_ready(discord);
}

static bool id_is_among(uint64_t id, const struct json_value *ids)
{
    if (!json_is_array(ids))
        return json_id(ids) == id;
    for (size_t i = 0; i < json_length(ids); i++)
        if (json_id(json_at(ids, i)) == id)
            return true;
    return false;
}

static bool is_asked_for(const struct sim_user *user, const struct json_value *request)
{
    const struct json_value *ids = json_get(request, "user_ids");
    if (!json_is_null(ids))
        return id_is_among(user->id, ids);
    const char *prefix = json_text(json_get(request, "query"), "");
    return strncasecmp(user->name, prefix, strlen(prefix)) == 0;
}

static void write_chunk(struct json_writer *w, const struct json_value *request,
                        const struct sim_user *const *members, size_t count, size_t index, size_t chunks)
{
    jw_object(w);
    jw_member_id(w, "guild_id", WORLD_GUILD_ID);
    jw_key(w, "members");
    jw_array(w);
    for (size_t i = 0; i < count; i++)
        render_member(w, members[i], true);
    jw_array_end(w);
    jw_member_int(w, "chunk_index", (int64_t)index);
    jw_member_int(w, "chunk_count", (int64_t)chunks);
    jw_key(w, "not_found");
    jw_array(w);
    jw_array_end(w);
    if (json_is_string(json_get(request, "nonce")))
        jw_member_string(w, "nonce", json_text(json_get(request, "nonce"), ""));
    jw_object_end(w);
}

static size_t find_members(const struct sim_world *world, const struct json_value *request,
                           const struct sim_user **members)
{
    int64_t limit = json_int(json_get(request, "limit"), 0);
    size_t most = limit > 0 ? (size_t)limit : WORLD_USERS_MOST, found = 0;
    for (size_t i = 0; i < world->user_count && found < most; i++)
        if (is_asked_for(&world->users[i], request))
            members[found++] = &world->users[i];
    return found;
}

void ready_tell_members(struct sim_discord *discord, struct sim_session *session,
                        const struct json_value *request)
{
    const struct sim_user *members[WORLD_USERS_MOST];
    size_t found = find_members(discord->world, request, members);
    size_t chunks = found ? (found + CHUNK_MEMBERS - 1) / CHUNK_MEMBERS : 1;
    struct buffer data;
    buffer_init(&data, EVENT_MOST);
    for (size_t i = 0; i < chunks; i++) {
        size_t first = i * CHUNK_MEMBERS, left = found - first;
        struct json_writer w = json_writer(&data);
        buffer_clear(&data);
        write_chunk(&w, request, members + first, left < CHUNK_MEMBERS ? left : CHUNK_MEMBERS, i, chunks);
        event_to_session(discord, session, "GUILD_MEMBERS_CHUNK", data.data, data.length);
    }
    buffer_free(&data);
}
