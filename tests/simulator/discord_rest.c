/* The REST API's front: which route, who may, what went wrong; each route's function stands with its subject.
 */
#include "discord_rest.h"

#include "array_len.h"
#include "discord_faults.h"
#include "discord_multipart.h"
#include "discord_render.h"
#include "discord_routes.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define API_PREFIX "/api/v10"

static const struct route {
    const char *method, *path;
    bool open;
    void (*answer)(struct sim_call *call);
} ROUTES[] = {
#define ROUTE(method, path, open, function) {method, path, open, function},
#include "discord_routes.def"
#undef ROUTE
};

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

void rest_invalid(struct sim_call *call, const char *what)
{
    char message[160];
    snprintf(message, sizeof(message), "Invalid Form Body: %s", what);
    rest_error(call, 400, 50035, message);
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

/* Takes one part of the path against one part of the pattern. */
static bool part_matches(struct sim_call *call, size_t *ids, const char *part, size_t length,
                         const char *pattern, size_t pattern_length)
{
    if (pattern_length == 4 && strncmp(pattern, "{id}", 4) == 0) {
        if (length == 0 || length > 20 || strspn(part, "0123456789") < length || *ids == REST_ARGUMENTS_MOST)
            return false;
        call->ids[(*ids)++] = strtoull(part, NULL, 10);
        return true;
    }
    if (pattern_length == 7 && strncmp(pattern, "{token}", 7) == 0) {
        snprintf(call->token, sizeof(call->token), "%.*s", (int)length, part);
        return length > 0 && length < sizeof(call->token);
    }
    return length == pattern_length && strncmp(part, pattern, length) == 0;
}

static bool path_matches(struct sim_call *call, const char *path, const char *pattern)
{
    size_t ids = 0;
    while (*path == '/' && *pattern == '/') {
        path++, pattern++;
        size_t length = strcspn(path, "/"), pattern_length = strcspn(pattern, "/");
        if (!part_matches(call, &ids, path, length, pattern, pattern_length))
            return false;
        path += length, pattern += pattern_length;
    }
    return !*path && !*pattern;
}

static const struct route *find_route(struct sim_call *call, const char *path)
{
    for (size_t i = 0; i < ARRAY_LEN(ROUTES); i++)
        if (strcmp(call->request->method, ROUTES[i].method) == 0 && path_matches(call, path, ROUTES[i].path))
            return &ROUTES[i];
    return NULL;
}

static bool token_is_right(const struct sim_call *call)
{
    const char *said = call->request->authorization;
    return strncmp(said, "Bot ", 4) == 0 && strcmp(said + 4, call->discord->token) == 0;
}

/* Who calls, and how: wrong manners are noted, a wrong token is refused. */
static bool is_admitted(struct sim_call *call, const struct route *route)
{
    if (route->open)
        return true;
    if (strncmp(call->request->user_agent, "DiscordBot", 10) != 0)
        police_violation(&call->discord->police, 40333, "rest: User-Agent is not DiscordBot: %.60s",
                         call->request->user_agent);
    if (!token_is_right(call))
        rest_error(call, 401, 0, "401: Unauthorized");
    return token_is_right(call);
}

/* The body as JSON; false with the answer written if it is none. */
static bool read_body(struct sim_call *call, struct json_value **ret_body)
{
    const char *text = call->request->body;
    size_t length = call->request->body_length;
    *ret_body = NULL;
    if (length == 0)
        return true;
    if (strncmp(call->request->content_type, "multipart/form-data", 19) == 0)
        multipart_payload(call->request->body, call->request->body_length, &text, &length);
    else if (strncmp(call->request->content_type, "application/json", 16) != 0) {
        rest_invalid(
            call,
            "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}.");
        return false;
    }
    if (err_is(json_parse(text, length, ret_body))) {
        rest_error(call, 400, 50109, "The request body contains invalid JSON.");
        return false;
    }
    return true;
}

static void answer(struct sim_call *call)
{
    struct json_value *body;
    const char *path = call->request->path + strlen(API_PREFIX);
    const struct route *route = find_route(call, path);
    if (!route) {
        rest_error(call, 404, 0, "404: Not Found");
        return;
    }
    if (!is_admitted(call, route) || !read_body(call, &body))
        return;
    call->body = body;
    call->response->status = 200;
    route->answer(call);
    json_destroy(&body);
}

static void add_headers(struct sim_response *response)
{
    sim_header(response, "Via", "1.1 google");
    sim_header(response, "X-RateLimit-Limit", "50");
    sim_header(response, "X-RateLimit-Remaining", "49");
    sim_header(response, "X-RateLimit-Reset", "0.000");
    sim_header(response, "X-RateLimit-Reset-After", "0.020");
    sim_header(response, "X-RateLimit-Bucket", "vigie");
}

bool discord_rest_handle(struct sim_discord *discord, const struct sim_request *request,
                         struct sim_response *response)
{
    if (strncmp(request->path, "/api/", 5) != 0)
        return false;
    struct sim_call call = {.discord = discord, .request = request, .response = response};
    call.out = json_writer(&response->body);
    discord->counters.requests++;
    struct fault fault;
    bool faulty = rest_faults_take(discord->faults, request->method, request->path, &fault);
    if (faulty && !fault.carried_out) {
        fault_apply(&fault, response);
        return true;
    }
    if (strncmp(request->path, API_PREFIX "/", strlen(API_PREFIX) + 1) == 0)
        answer(&call);
    else
        rest_error(&call, 404, 0, "404: Not Found");
    add_headers(response);
    if (faulty)
        fault_apply(&fault, response);
    return true;
}
