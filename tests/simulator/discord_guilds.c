/* Routes of the bot itself, its application and commands, users and the guild. */
#include "discord_rest.h"
#include "discord_routes.h"
#include "json_copy.h"
#include "loop.h"
#include "render.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMANDS_MOST (256 * 1024)

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
    render_application(&call->out);
}

static bool copy_member(void *ctx, const char *name, const struct json_value *v)
{
    static const char *const OURS[] = {"id", "application_id", "guild_id", "version"};
    struct json_writer *w = ctx;
    for (size_t i = 0; i < sizeof(OURS) / sizeof(OURS[0]); i++)
        if (strcmp(name, OURS[i]) == 0)
            return true;
    jw_key(w, name);
    json_copy(w, v);
    return true;
}

/* A command as the bot gave it, with what Discord adds. `guild_id` 0: a global one. */
static void write_command(struct sim_call *call, struct json_writer *w, const struct json_value *command,
                          uint64_t guild_id)
{
    uint64_t id = discord_new_id(call->discord);
    jw_object(w);
    jw_member_id(w, "id", id);
    jw_member_id(w, "application_id", WORLD_BOT_ID);
    jw_member_id(w, "version", id);
    if (guild_id)
        jw_member_id(w, "guild_id", guild_id);
    if (json_is_null(json_get(command, "type")))
        jw_member_int(w, "type", 1);
    if (!json_get(command, "default_member_permissions"))
        jw_member_string(w, "default_member_permissions", NULL);
    json_each(command, copy_member, w);
    jw_object_end(w);
}

void route_commands_get(struct sim_call *call)
{
    jw_raw(&call->out, call->discord->commands, strlen(call->discord->commands));
}

/* What is wrong with a command's name, which Discord wants in lower case, 1 to 32 characters. */
static bool command_is_valid(const struct json_value *command)
{
    const char *name = json_text(json_get(command, "name"), "");
    int64_t type = json_int(json_get(command, "type"), 1);
    if (!name[0] || strlen(name) > 32 * 4)
        return false;
    return type != 1 || (json_text(json_get(command, "description"), "")[0] &&
                         !strpbrk(name, " ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
}

static void keep_commands(struct sim_call *call, const struct buffer *text)
{
    char *copy = text->failed ? NULL : strdup(buffer_string(text));
    if (!copy) {
        rest_invalid(call, "commands are too long");
        return;
    }
    free(call->discord->commands);
    call->discord->commands = copy;
}

void route_commands_put(struct sim_call *call)
{
    struct buffer text;
    for (size_t i = 0; i < json_length(call->body); i++) {
        if (!command_is_valid(json_at(call->body, i))) {
            rest_invalid(call, "name and description of a command");
            return;
        }
    }
    buffer_init(&text, COMMANDS_MOST);
    struct json_writer w = json_writer(&text);
    jw_array(&w);
    for (size_t i = 0; i < json_length(call->body); i++)
        write_command(call, &w, json_at(call->body, i), call->ids[1]);
    jw_array_end(&w);
    keep_commands(call, &text);
    buffer_free(&text);
    if (call->response->status == 200)
        route_commands_get(call);
}

/* Adds one, in the place of one of the same name. */
void route_commands_post(struct sim_call *call)
{
    const char *name = json_text(json_get(call->body, "name"), "");
    struct json_value *old;
    struct buffer text;
    if (!command_is_valid(call->body)) {
        rest_invalid(call, "name and description of a command");
        return;
    }
    if (err_is(json_parse(call->discord->commands, strlen(call->discord->commands), &old)))
        abort(); /* we wrote it */
    buffer_init(&text, COMMANDS_MOST);
    struct json_writer w = json_writer(&text);
    jw_array(&w);
    for (size_t i = 0; i < json_length(old); i++)
        if (strcmp(json_text(json_get(json_at(old, i), "name"), ""), name) != 0)
            json_copy(&w, json_at(old, i));
    write_command(call, &call->out, call->body, call->ids[1]);
    jw_raw(&w, call->response->body.data, call->response->body.length);
    jw_array_end(&w);
    json_destroy(&old);
    call->response->status = 201;
    keep_commands(call, &text);
    buffer_free(&text);
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
