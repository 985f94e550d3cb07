/* The control endpoint's front and its plain calls: settings, state, reset, requests, REST faults. */
#include "control.h"

#include "array_len.h"
#include "discord_faults.h"
#include "discord_flood.h"
#include "discord_line.h"
#include "json_value.h"
#include "render.h"
#include "request_log.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "/#" at the end of a path stands for an id. */
static const struct {
    const char *method, *path;
    void (*answer)(struct control_call *call);
} CALLS[] = {
    {"GET", "/control/env", control_env},
    {"GET", "/control/state", control_state},
    {"POST", "/control/reset", control_reset},
    {"GET", "/control/requests", control_requests},
    {"GET", "/control/tls", control_tls},
    {"POST", "/control/tls", control_tls_faults},
    {"POST", "/control/rest", control_rest},
    {"GET", "/control/channels", control_channels},
    {"POST", "/control/channels", control_channel_create},
    {"PATCH", "/control/channels/#", control_channel_change},
    {"DELETE", "/control/channels/#", control_channel_delete},
    {"POST", "/control/roles", control_role_create},
    {"PATCH", "/control/roles/#", control_role_change},
    {"DELETE", "/control/roles/#", control_role_delete},
    {"POST", "/control/members", control_members_join},
    {"PATCH", "/control/members/#", control_member_change},
    {"POST", "/control/messages", control_message},
    {"POST", "/control/press", control_press},
    {"POST", "/control/modal", control_modal},
    {"POST", "/control/command", control_command},
    {"GET", "/control/interactions/#", control_interaction},
    {"PATCH", "/control/interactions/#", control_interaction_age},
    {"POST", "/control/dispatch", control_dispatch},
    {"POST", "/control/gateway", control_gateway},
    {"POST", "/control/gateway/mode", control_gateway_mode},
};

static void answer_error(struct control_call *call, int status, const char *what)
{
    call->response->status = status;
    buffer_clear(&call->response->body);
    call->out = json_writer(&call->response->body);
    jw_object(&call->out);
    jw_member_string(&call->out, "error", what);
    jw_object_end(&call->out);
}

void control_refuse(struct control_call *call, const char *what)
{
    answer_error(call, 400, what);
}

void control_unknown(struct control_call *call, const char *what)
{
    answer_error(call, 404, what);
}

uint64_t control_permissions(const struct json_value *v)
{
    return strtoull(json_text(v, ""), NULL, 10) | (uint64_t)json_int(v, 0);
}

void control_answer_id(struct control_call *call, const char *name, uint64_t id)
{
    jw_object(&call->out);
    jw_member_id(&call->out, name, id);
    jw_object_end(&call->out);
}

static bool path_matches(struct control_call *call, const char *pattern)
{
    const char *path = call->request->path, *hash = strchr(pattern, '#');
    if (!hash)
        return strcmp(path, pattern) == 0;
    size_t length = (size_t)(hash - pattern);
    if (strncmp(path, pattern, length) != 0 || !path[length] ||
        path[length + strspn(path + length, "0123456789")])
        return false;
    call->id = strtoull(path + length, NULL, 10);
    return true;
}

bool control_handle(struct sim_control *control, const struct sim_request *request,
                    struct sim_response *response)
{
    struct control_call call = {
        .control = control, .discord = control->discord, .request = request, .response = response};
    call.out = json_writer(&response->body);
    size_t at = 0;
    while (at < ARRAY_LEN(CALLS) &&
           (strcmp(CALLS[at].method, request->method) != 0 || !path_matches(&call, CALLS[at].path)))
        at++;
    if (at == ARRAY_LEN(CALLS)) {
        control_unknown(&call, "no such control path");
        return true;
    }
    struct json_value *body = NULL;
    if (request->body_length && err_is(json_parse(request->body, request->body_length, &body))) {
        control_refuse(&call, "the body is not JSON");
        return true;
    }
    call.body = body;
    CALLS[at].answer(&call);
    json_destroy(&body);
    if (response->body.length == 0 && response->status == 200)
        buffer_text(&response->body, "{}");
    return true;
}

void control_env(struct control_call *call)
{
    struct buffer *out = &call->response->body;
    unsigned port = call->discord->port;
    call->response->content_type = "text/plain; charset=utf-8";
    buffer_format(out, "DISCORD_TOKEN=%s\n", call->discord->token);
    buffer_format(out, "SERVICE_ACCOUNT_JSON='%s'\n",
                  sim_google_key_json(call->control->google, "https://oauth2.googleapis.com/token"));
    buffer_format(out, "GOOGLE_SHEET_ID_VALIDATION=%s\n", call->control->spreadsheet_id);
    buffer_format(out, "DISCORD_API_URL=http://127.0.0.1:%u/api/v10\n", port);
    buffer_format(out, "DISCORD_GATEWAY_URL=ws://127.0.0.1:%u\n", port);
    buffer_format(out, "GOOGLE_TOKEN_URL=http://127.0.0.1:%u/token\n", port);
    buffer_format(out, "GOOGLE_SHEETS_URL=http://127.0.0.1:%u\n", port);
}

static const struct sim_session *newest_session(const struct sim_discord *discord)
{
    const struct sim_session *found = NULL;
    for (size_t i = 0; i < SESSIONS_MOST; i++) {
        const struct sim_session *s = &discord->sessions.all[i];
        if (s->id[0] && (!found || s->started > found->started))
            found = s;
    }
    return found;
}

static void write_counters(struct json_writer *w, const struct sim_discord *discord)
{
    jw_member_int(w, "connections", (int64_t)discord->counters.connections);
    jw_member_int(w, "identifies", (int64_t)discord->counters.identifies);
    jw_member_int(w, "resumes", (int64_t)discord->counters.resumes);
    jw_member_int(w, "resumed", (int64_t)discord->counters.resumed);
    jw_member_int(w, "ready_at_us", (int64_t)discord->ready_us);
    jw_member_int(w, "resumed_at_us", (int64_t)discord->resumed_us);
    jw_member_int(w, "heartbeats", (int64_t)discord->counters.heartbeats);
    jw_member_int(w, "dispatched", (int64_t)discord->counters.dispatched);
    jw_member_int(w, "requests", (int64_t)discord->counters.requests);
    jw_member_int(w, "invalid_requests", discord->invalid.count);
    jw_member_int(w, "open_connections", (int64_t)discord->line->count);
    jw_member_int(w, "waiting", (int64_t)flood_left(discord->flood));
}

static void write_first_heartbeats(struct json_writer *w, const struct sim_counters *counters)
{
    size_t count = counters->first_heartbeat_count;
    jw_key(w, "first_heartbeats");
    jw_array(w);
    for (size_t i = count > FIRST_HEARTBEATS_KEPT ? count - FIRST_HEARTBEATS_KEPT : 0; i < count; i++)
        jw_decimal(w, counters->first_heartbeats[i % FIRST_HEARTBEATS_KEPT], 3);
    jw_array_end(w);
}

static void write_session(struct json_writer *w, const struct sim_session *session)
{
    jw_key(w, "session");
    if (!session) {
        jw_null(w);
        return;
    }
    jw_object(w);
    jw_member_string(w, "id", session->id);
    jw_member_int(w, "seq", (int64_t)session->seq);
    jw_member_bool(w, "connected", session->connection != NULL);
    jw_object_end(w);
}

void control_state(struct control_call *call)
{
    struct json_writer *w = &call->out;
    const struct sim_discord *discord = call->discord;
    jw_object(w);
    write_counters(w, discord);
    write_first_heartbeats(w, &discord->counters);
    jw_key(w, "violations");
    police_write_violations(&discord->police, w);
    jw_key(w, "closes_received");
    police_write_closes(&discord->police, w);
    write_session(w, newest_session(discord));
    jw_member_int(w, "intents", discord->intents);
    jw_key(w, "commands");
    jw_raw(w, discord->commands, strlen(discord->commands));
    jw_key(w, "guild");
    jw_object(w);
    jw_member_id(w, "id", WORLD_GUILD_ID);
    jw_key(w, "roles");
    render_roles(w, discord->world);
    jw_object_end(w);
    jw_key(w, "bot");
    jw_object(w);
    jw_member_id(w, "id", WORLD_BOT_ID);
    jw_member_string(w, "username", world_user(discord->world, WORLD_BOT_ID)->name);
    jw_object_end(w);
    jw_key(w, "application");
    jw_object(w);
    jw_member_id(w, "id", WORLD_APPLICATION_ID);
    jw_object_end(w);
    jw_object_end(w);
}

void control_reset(struct control_call *call)
{
    sim_google_reset(call->control->google);
    discord_reset(call->discord);
    requests_reset(call->control->requests);
}

void control_requests(struct control_call *call)
{
    requests_write(call->control->requests, &call->out);
}

void control_rest(struct control_call *call)
{
    const struct json_value *most = json_get(call->body, "invalid_most");
    if (json_is_number(most)) {
        call->discord->invalid_most = (uint32_t)json_int(most, INVALID_MOST);
        return;
    }
    const char *problem = rest_faults_order(call->discord->faults, call->body);
    if (problem)
        control_refuse(call, problem);
}
