/* What the routes' functions share: errors in Discord's wrong, looking up, reading the query. */
#include "discord_rest.h"
#include "message_body.h"
#include "render.h"
#include "world_permissions.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void rest_error(struct sim_call *call, int status, int code, const char *message)
{
    call->response->status = status;
    buffer_clear(&call->response->body);
    call->out = json_writer(&call->response->body);
    jw_object(&call->out);
    jw_member_string(&call->out, "message", message);
    jw_member_int(&call->out, "code", code);
    jw_object_end(&call->out);
}

void rest_refuse_all(struct sim_call *call, const struct complaints *wrong)
{
    call->response->status = 400;
    buffer_clear(&call->response->body);
    call->out = json_writer(&call->response->body);
    complaints_write(wrong, &call->out);
}

void rest_refuse(struct sim_call *call, const char *path, const char *code, const char *message)
{
    struct complaints wrong = {0};
    complain(&wrong, path, "", code, "%s", message);
    rest_refuse_all(call, &wrong);
}

bool rest_body_is_sound(struct sim_call *call)
{
    struct complaints wrong = {0};
    message_body_check(call->body, &wrong);
    if (wrong.count)
        rest_refuse_all(call, &wrong);
    return wrong.count == 0;
}

void rest_no_content(struct sim_call *call)
{
    call->response->status = 204;
    buffer_clear(&call->response->body);
}

struct sim_channel *rest_channel(struct sim_call *call, uint64_t id)
{
    struct sim_channel *channel = world_channel(call->discord->world, id);
    if (!channel)
        rest_error(call, 404, 10003, "Unknown Channel");
    return channel;
}

struct sim_message *rest_message(struct sim_call *call, struct sim_channel *channel, uint64_t id)
{
    struct sim_message *message = channel ? world_message(channel, id) : NULL;
    if (channel && !message)
        rest_error(call, 404, 10008, "Unknown Message");
    return message;
}

bool rest_has(const struct sim_call *call, const struct sim_channel *channel, uint64_t permission)
{
    struct sim_world *world = call->discord->world;
    return (permissions_of(world, world_user(world, WORLD_BOT_ID), channel) & permission) == permission;
}

bool rest_may(struct sim_call *call, const struct sim_channel *channel, uint64_t permission)
{
    if (!channel)
        return false;
    if (!rest_has(call, channel, PERMISSION_VIEW_CHANNEL))
        rest_error(call, 403, 50001, "Missing Access");
    else if (!rest_has(call, channel, permission))
        rest_error(call, 403, 50013, "Missing Permissions");
    else
        return true;
    return false;
}

void rest_answer_message(struct sim_call *call, const struct sim_message *message)
{
    render_message(&call->out, call->discord->world, message, (struct render_message_options){0});
}

static const char *query_value(const struct sim_call *call, const char *key)
{
    size_t length = strlen(key);
    for (const char *at = call->request->query; at && *at; at = strchr(at, '&'), at += at ? 1 : 0)
        if (strncmp(at, key, length) == 0 && at[length] == '=')
            return at + length + 1;
    return NULL;
}

bool rest_query_flag(const struct sim_call *call, const char *key)
{
    const char *value = query_value(call, key);
    return value && (*value == '1' || tolower((unsigned char)*value) == 't');
}

uint64_t rest_query_number(const struct sim_call *call, const char *key, uint64_t fallback)
{
    const char *value = query_value(call, key);
    return value && isdigit((unsigned char)*value) ? strtoull(value, NULL, 10) : fallback;
}
