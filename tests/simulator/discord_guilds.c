/* Routes of the bot itself, its application, users and the guild. */
#include "discord_rest.h"
#include "discord_routes.h"
#include "loop.h"
#include "render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void gateway_url(struct sim_call *call)
{
    char url[64];
    snprintf(url, sizeof(url), "ws://127.0.0.1:%u", call->discord->port);
    jw_member_string(&call->out, "url", url);
}

void route_gateway(struct sim_call *call)
{
    jw_object(&call->out);
    gateway_url(call);
    jw_object_end(&call->out);
}

void route_gateway_bot(struct sim_call *call)
{
    const struct sim_discord *discord = call->discord;
    const struct start_rule rule = discord->mode.starts;
    uint64_t now = loop_now_ms(discord->loop);
    jw_object(&call->out);
    gateway_url(call);
    jw_member_int(&call->out, "shards", call->discord->mode.shards ? call->discord->mode.shards : 1);
    jw_key(&call->out, "session_start_limit");
    jw_object(&call->out);
    jw_member_int(&call->out, "total", rule.a_day);
    jw_member_int(&call->out, "remaining", start_limit_remaining(&discord->starts, rule, now));
    jw_member_int(&call->out, "reset_after", (int64_t)start_limit_reset_after_ms(&discord->starts, now));
    jw_member_int(&call->out, "max_concurrency", rule.max_concurrency);
    jw_object_end(&call->out);
    jw_object_end(&call->out);
}

void route_me(struct sim_call *call)
{
    render_user(&call->out, world_user(call->discord->world, WORLD_BOT_ID));
}

void route_user(struct sim_call *call)
{
    const struct sim_user *user = world_user(call->discord->world, call->ids[0]);
    if (user)
        render_user(&call->out, user);
    else
        rest_error(call, 404, 10013, "Unknown User");
}

void route_application(struct sim_call *call)
{
    render_application(&call->out, call->discord->world);
}

static bool is_our_guild(struct sim_call *call)
{
    if (call->ids[0] != WORLD_GUILD_ID)
        rest_error(call, 404, 10004, "Unknown Guild");
    return call->ids[0] == WORLD_GUILD_ID;
}

void route_guild(struct sim_call *call)
{
    if (is_our_guild(call))
        render_guild(&call->out, call->discord->world);
}

void route_my_guilds(struct sim_call *call)
{
    jw_array(&call->out);
    jw_object(&call->out);
    jw_member_id(&call->out, "id", WORLD_GUILD_ID);
    jw_member_bool(&call->out, "owner", false);
    jw_object_end(&call->out);
    jw_array_end(&call->out);
}

void route_guild_channels(struct sim_call *call)
{
    const struct sim_world *world = call->discord->world;
    if (!is_our_guild(call))
        return;
    jw_array(&call->out);
    for (size_t i = 0; i < world->channel_count; i++)
        render_channel(&call->out, world->channels[i]);
    jw_array_end(&call->out);
}

void route_guild_roles(struct sim_call *call)
{
    if (is_our_guild(call))
        render_roles(&call->out, call->discord->world);
}

void route_guild_members(struct sim_call *call)
{
    const struct sim_world *world = call->discord->world;
    uint64_t limit = rest_query_number(call, "limit", 1), after = rest_query_number(call, "after", 0),
             told = 0;
    if (!is_our_guild(call))
        return;
    jw_array(&call->out);
    for (size_t i = 0; i < world->user_count && told < limit; i++) {
        if (world->users[i].id > after) {
            render_member(&call->out, &world->users[i], true);
            told++;
        }
    }
    jw_array_end(&call->out);
}

void route_guild_member(struct sim_call *call)
{
    const struct sim_user *user = is_our_guild(call) ? world_user(call->discord->world, call->ids[1]) : NULL;
    if (user)
        render_member(&call->out, user, true);
    else if (call->response->status == 200)
        rest_error(call, 404, 10007, "Unknown Member");
}
