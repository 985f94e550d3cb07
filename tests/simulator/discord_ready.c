/* READY and GUILD_CREATE. */
#include "discord_ready.h"

#include "array_len.h"
#include "discord_events.h"
#include "json_copy.h"
#include "loop.h"
#include "render.h"

#include <stdio.h>
#include <string.h>

#define EVENT_MOST ((size_t)8 * 1024 * 1024)

/* What Discord still sends to bots, with nothing in it. */
static void write_empty(struct json_writer *w)
{
    static const char *const ARRAYS[] = {"private_channels", "relationships", "presences",
                                         "guild_join_requests", "geo_ordered_rtc_regions"};
    for (size_t i = 0; i < ARRAY_LEN(ARRAYS); i++) {
        jw_key(w, ARRAYS[i]);
        jw_array(w);
        jw_array_end(w);
    }
    jw_key(w, "user_settings");
    jw_object(w);
    jw_object_end(w);
}

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
    write_empty(w);
    jw_member_string(w, "session_id", session->id);
    jw_member_string(w, "session_type", "normal");
    jw_member_string(w, "resume_gateway_url", discord->mode.resume_url[0] ? discord->mode.resume_url : url);
    if (shard) {
        jw_key(w, "shard");
        json_copy(w, shard);
    }
    jw_key(w, "application");
    jw_object(w);
    jw_member_id(w, "id", WORLD_APPLICATION_ID);
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
