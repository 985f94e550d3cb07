/* The REST API's front: which route, who may, how often; each route's function stands with its subject. */
#include "discord_rest.h"

#include "array_len.h"
#include "clock.h"
#include "discord_edge.h"
#include "discord_faults.h"
#include "discord_routes.h"
#include "discord_token.h"
#include "fnv.h"
#include "loop.h"
#include "multipart.h"
#include "rate_limits.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define API_PREFIX "/api/v10"

static const struct route {
    const char *method, *path;
    bool open;
    uint32_t most, window_ms;
    void (*answer)(struct sim_call *call);
} ROUTES[] = {
#define ROUTE(method, path, open, most, window_ms, function) {method, path, open, most, window_ms, function},
#include "discord_routes.def"
#undef ROUTE
};

static int hex_digit(char c)
{
    static const char DIGITS[] = "0123456789abcdef";
    const char *at = c ? strchr(DIGITS, tolower((unsigned char)c)) : NULL;
    return at ? (int)(at - DIGITS) : -1;
}

/* One part of the path without its percent-encoding (discord.js writes %40original); cut at `size`, which no
 * pattern and no token of ours reaches. */
static void decode_part(const char *part, size_t length, char *text, size_t size)
{
    size_t written = 0;
    for (size_t i = 0; i < length && written + 1 < size; i++) {
        int high = part[i] == '%' && i + 2 < length ? hex_digit(part[i + 1]) : -1;
        int low = high >= 0 ? hex_digit(part[i + 2]) : -1;
        char c = part[i];
        if (low >= 0) {
            c = (char)(high * 16 + low);
            i += 2;
        }
        text[written++] = c;
    }
    text[written] = '\0';
}

/* Takes one part of the path against one part of the pattern. */
static bool part_matches(struct sim_call *call, size_t *ids, const char *part, const char *pattern,
                         size_t length)
{
    if (length == 4 && strncmp(pattern, "{id}", 4) == 0) {
        if (!*part || strlen(part) > 20 || part[strspn(part, "0123456789")] || *ids == REST_ARGUMENTS_MOST)
            return false;
        call->ids[(*ids)++] = strtoull(part, NULL, 10);
        return true;
    }
    if (length == 7 && strncmp(pattern, "{token}", 7) == 0) {
        snprintf(call->token, sizeof(call->token), "%s", part);
        return *part != '\0';
    }
    return strlen(part) == length && strncmp(part, pattern, length) == 0;
}

static bool path_matches(struct sim_call *call, const char *path, const char *pattern)
{
    size_t ids = 0;
    while (*path == '/' && *pattern == '/') {
        path++, pattern++;
        size_t length = strcspn(path, "/"), pattern_length = strcspn(pattern, "/");
        char part[sizeof(call->token)];
        decode_part(path, length, part, sizeof(part));
        if (!part_matches(call, &ids, part, pattern, pattern_length))
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

/* Who calls, and how: wrong manners are noted, a wrong token is refused. */
static bool is_admitted(struct sim_call *call, const struct route *route)
{
    if (route->open)
        return true;
    if (strncmp(call->request->user_agent, "DiscordBot", 10) != 0)
        police_violation(&call->discord->police, 40333, "rest: User-Agent is not DiscordBot: %.60s",
                         call->request->user_agent);
    const char *said = call->request->authorization;
    bool right = strncmp(said, "Bot ", 4) == 0 && token_is_right(call->discord, said);
    if (!right)
        rest_error(call, 401, 0, "401: Unauthorized");
    return right;
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
        rest_refuse(
            call, "", "CONTENT_TYPE_INVALID",
            "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}.");
        return false;
    }
    if (err_is(json_parse(text, length, ret_body))) {
        rest_error(call, 400, 50109, "The request body contains invalid JSON.");
        return false;
    }
    return true;
}

/* Bucket of a call: its route and the top-level resource in its path. Never 0. */
static uint64_t bucket_key(const struct sim_call *call, const struct route *route)
{
    uint64_t parts[2] = {(uint64_t)(route - ROUTES) + 1, call->ids[0]};
    uint64_t key = fnv_text(fnv_bytes(FNV_START, parts, sizeof(parts)), call->token);
    return key ? key : 1;
}

static void header_number(struct sim_call *call, const char *name, uint32_t number)
{
    char text[24];
    snprintf(text, sizeof(text), "%u", number);
    sim_header(call->response, name, text);
}

static void header_seconds(struct sim_call *call, const char *name, uint64_t ms)
{
    char text[32];
    snprintf(text, sizeof(text), "%llu.%03u", (unsigned long long)(ms / 1000), (unsigned)(ms % 1000));
    sim_header(call->response, name, text);
}

static void limit_headers(struct sim_call *call, const struct route *route, const struct limit_state *state)
{
    char bucket[40];
    snprintf(bucket, sizeof(bucket), "vigie%03u", (unsigned)(route - ROUTES));
    header_number(call, "X-RateLimit-Limit", state->most);
    header_number(call, "X-RateLimit-Remaining", state->remaining);
    header_seconds(call, "X-RateLimit-Reset", (uint64_t)clock_wall_ms() + state->reset_after_ms);
    header_seconds(call, "X-RateLimit-Reset-After", state->reset_after_ms);
    sim_header(call->response, "X-RateLimit-Bucket", bucket);
}

static void answer_limited(struct sim_call *call, bool global, uint64_t wait_ms)
{
    call->response->status = 429;
    jw_object(&call->out);
    jw_member_string(&call->out, "message", "You are being rate limited.");
    jw_member_decimal(&call->out, "retry_after", (double)wait_ms / 1000, 3);
    jw_member_bool(&call->out, "global", global);
    jw_object_end(&call->out);
    header_number(call, "Retry-After", (uint32_t)((wait_ms + 999) / 1000));
    sim_header(call->response, "X-RateLimit-Scope", global ? "global" : "user");
    if (global)
        sim_header(call->response, "X-RateLimit-Global", "true");
}

/* Counts the call; false with the 429 written. */
static bool is_within_limits(struct sim_call *call, const struct route *route)
{
    struct limit_rule rule = {route->most, route->window_ms, !route->open};
    struct limit_state state;
    enum limit_verdict verdict = limits_take(call->discord->limits, bucket_key(call, route), rule,
                                             loop_now_ms(call->discord->loop), &state);
    if (rule.most || verdict == LIMIT_GLOBAL)
        limit_headers(call, route, &state);
    if (verdict != LIMIT_PASSED)
        answer_limited(call, verdict == LIMIT_GLOBAL, state.reset_after_ms);
    return verdict == LIMIT_PASSED;
}

static void answer(struct sim_call *call)
{
    struct json_value *body;
    const struct route *route = NULL;
    if (strncmp(call->request->path, API_PREFIX "/", strlen(API_PREFIX) + 1) == 0)
        route = find_route(call, call->request->path + strlen(API_PREFIX));
    if (!route) {
        rest_error(call, 404, 0, "404: Not Found");
        return;
    }
    if (!is_admitted(call, route) || !is_within_limits(call, route) || !read_body(call, &body))
        return;
    call->body = body;
    call->response->status = 200;
    route->answer(call);
    json_destroy(&body);
}

static bool is_shared(const struct sim_response *response)
{
    for (size_t i = 0; i < ARRAY_LEN(response->headers) && response->headers[i][0][0]; i++)
        if (strcmp(response->headers[i][0], "X-RateLimit-Scope") == 0)
            return strcmp(response->headers[i][1], "shared") == 0;
    return false;
}

static void answer_or_fail(struct sim_call *call)
{
    struct sim_discord *discord = call->discord;
    struct fault fault;
    bool faulty = rest_faults_take(discord->faults, call->request->method, call->request->path, &fault);
    if (!faulty || fault.carried_out) {
        sim_header(call->response, "Via", "1.1 google");
        answer(call);
    }
    if (faulty)
        fault_apply(&fault, call->response);
}

bool discord_rest_handle(struct sim_discord *discord, const struct sim_request *request,
                         struct sim_response *response)
{
    if (strncmp(request->path, "/api/", 5) != 0)
        return false;
    struct sim_call call = {.discord = discord, .request = request, .response = response};
    uint64_t now = loop_now_ms(discord->loop);
    call.out = json_writer(&response->body);
    discord->counters.requests++;
    uint64_t banned_ms = invalid_ban_left_ms(&discord->invalid, now);
    if (banned_ms) {
        edge_answer(response, 429, (banned_ms + 999) / 1000);
        return true;
    }
    answer_or_fail(&call);
    invalid_note(&discord->invalid, response->status, is_shared(response), discord->invalid_most, now);
    return true;
}
