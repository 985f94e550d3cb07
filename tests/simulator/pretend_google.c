/* The pretend Google: one request in, one answer out, with the scripted faults in between. */
#include "google_state.h"

#include "clock.h"
#include "pretty.h"
#include "random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { KEY_JSON_CAP = 16384, MAX_REQUEST = 10485760 };

static const struct google_mode usual_mode = {.terms = {.expires_in_s = 3599},
                                              .reads_per_minute = 60,
                                              .writes_per_minute = 60,
                                              .project_reads_per_minute = 300,
                                              .project_writes_per_minute = 300};

static const char owner_email[] = "proprietaire@example.com";

const char *google_email(const struct sim_google *g)
{
    return account_email(&g->accounts.list[0]);
}

const char *google_caller(const struct sim_google *g, const struct sim_request *request)
{
    const struct account *account = tokens_account(&g->tokens, request->authorization);
    return account ? account_email(account) : "";
}

/* The document of the settings is the owner's, who has shared it with the service accounts. */
static void share(struct sim_google *g)
{
    for (size_t i = 0; i < ACCOUNTS_MOST; i++)
        if (g->accounts.list[i].key)
            sharing_set(&main_of(g)->permissions, "user", account_email(&g->accounts.list[i]), ROLE_WRITER);
}

static void begin(struct sim_google *g)
{
    documents_add(&g->documents, g->spreadsheet_id, "");
    sharing_set(&main_of(g)->permissions, "user", owner_email, ROLE_OWNER);
    share(g);
    faults_init(&g->faults);
    g->mode = usual_mode;
    g->ambush_count = 0;
}

void google_show_stale(struct sim_google *g, uint64_t for_ms)
{
    if (g->stale.shown)
        workbook_free(&g->stale.book);
    g->stale.shown = for_ms > 0;
    if (!g->stale.shown)
        return;
    workbook_clone(&main_of(g)->book, &g->stale.book);
    g->stale.until_ms = clock_monotonic_ms() + for_ms;
}

static void end(struct sim_google *g)
{
    google_show_stale(g, 0);
    late_free(&g->late);
    documents_free(&g->documents);
    faults_free(&g->faults);
}

struct sim_google *sim_google_create(const char *spreadsheet_id)
{
    struct sim_google *g = calloc(1, sizeof *g);
    if (!g)
        return NULL;
    snprintf(g->spreadsheet_id, sizeof g->spreadsheet_id, "%s", spreadsheet_id);
    buffer_init(&g->key_json, KEY_JSON_CAP);
    begin(g);
    return g;
}

void sim_google_destroy(struct sim_google **google)
{
    struct sim_google *g = *google;
    if (!g)
        return;
    end(g);
    accounts_free(&g->accounts);
    buffer_free(&g->key_json);
    free(g);
    *google = NULL;
}

void sim_google_reset(struct sim_google *g)
{
    end(g);
    begin(g);
    g->violations.count = g->violations.dropped = 0;
    accounts_refill(&g->accounts);
    g->project_read_quota = (struct quota){0};
    g->project_write_quota = (struct quota){0};
    g->stale.reads = 0;
    g->tokens.requests = g->tokens.granted = g->tokens.rejected_signatures = 0;
    g->reads = g->writes = g->call_count = 0;
}

const char *sim_google_key_json(struct sim_google *g, const char *token_uri)
{
    struct rsa_key **key = &g->accounts.list[0].key;
    if (!*key) {
        *key = rsa_key_generate();
        share(g);
    }
    buffer_clear(&g->key_json);
    if (*key)
        rsa_key_write_json(*key, token_uri, &g->key_json);
    return buffer_string(&g->key_json);
}

bool sim_google_use_key(struct sim_google *g, const char *key_json)
{
    struct rsa_key *key = rsa_key_from_json(key_json);
    if (!key)
        return false;
    sharing_set(&main_of(g)->permissions, "user", google_email(g), ROLE_NONE);
    rsa_key_destroy(&g->accounts.list[0].key);
    g->accounts.list[0].key = key;
    share(g);
    return true;
}

bool google_add_account(struct sim_google *g, const char *key_json)
{
    struct rsa_key *key = rsa_key_from_json(key_json);
    if (!key || !accounts_add(&g->accounts, key))
        return false;
    share(g);
    return true;
}

static void remember(struct sim_google *g, const struct sim_request *request, enum fault_op op,
                     const struct sim_response *response, bool carried_out)
{
    struct google_call *c = &g->calls[g->call_count++ % CALLS_KEPT];
    bool silent = response->fate == SIM_RESET || response->fate == SIM_STALL;
    *c = (struct google_call){.at_ms = clock_wall_ms(),
                              .op = op,
                              .status = silent ? 0 : response->status,
                              .carried_out = carried_out};
    strncpy(c->method, request->method, sizeof c->method - 1);
    strncpy(c->path, request->path, sizeof c->path - 1);
}

static void put_headers(const struct sim_google *g, const struct reply *reply, const char *content_type,
                        struct sim_response *response)
{
    char date[64];
    time_t now = (time_t)(clock_wall_ms() / 1000 + g->mode.clock_offset_s);
    struct tm utc;
    bool html = reply->body.length > 0 && reply->body.data[0] == '<';
    response->content_type = html ? "text/html; charset=UTF-8" : "application/json; charset=UTF-8";
    if (content_type)
        sim_header(response, "Content-Type", content_type);
    sim_header(response, "Vary", "Origin, X-Origin, Referer");
    sim_header(response, "Cache-Control", "private");
    sim_header(response, "Server", "ESF");
    if (gmtime_r(&now, &utc) && strftime(date, sizeof date, "%a, %d %b %Y %H:%M:%S GMT", &utc))
        sim_header(response, "Date", date);
    if (reply->status == 429 && g->mode.retry_after_s) {
        struct buffer seconds;
        buffer_init(&seconds, sizeof date);
        buffer_format(&seconds, "%u", g->mode.retry_after_s);
        sim_header(response, "Retry-After", buffer_string(&seconds));
        buffer_free(&seconds);
    }
}

static void send_reply(const struct sim_google *g, const struct reply *reply, bool pretty,
                       const char *content_type, struct sim_response *response)
{
    response->status = reply->status;
    response->streamed = reply->status == 200;
    response->compressible = true;
    put_headers(g, reply, content_type, response);
    if (pretty && reply->body.length && reply->body.data[0] != '<')
        pretty_print(reply->body.data, reply->body.length, &response->body);
    else
        buffer_append(&response->body, buffer_string(&reply->body), reply->body.length);
}

/* The answer that a script gives instead of the true one. */
static void scripted_reply(const struct fault *fault, enum fault_op op, struct reply *reply)
{
    if (fault->body) {
        buffer_clear(&reply->body);
        reply->status = fault->status ? fault->status : 200;
        buffer_text(&reply->body, fault->body);
    } else if (op == OP_TOKEN && fault->status != 502) {
        struct json_writer w = json_writer(&reply->body);
        buffer_clear(&reply->body);
        reply->status = fault->status;
        jw_object(&w);
        jw_member_string(&w, "error", fault->status >= 500 ? "internal_failure" : "invalid_grant");
        jw_member_string(&w, "error_description", fault->status >= 500 ? "Backend Error" : "Bad Request");
        jw_object_end(&w);
    } else {
        reply_refuse_usual(reply, fault->status, op == OP_WRITE);
    }
}

static enum sim_fate fate_of(const struct fault *fault)
{
    static const enum sim_fate fates[] = {
#define FATE(name, word, carried_out, how) [FAULT_##name] = how,
#include "fates.def"
#undef FATE
    };
    return fault->fate == FAULT_AFTER && !fault->status && !fault->body ? SIM_RESET : fates[fault->fate];
}

/* `route` NULL: the token endpoint, or Drive. */
static bool carry_out(struct sim_google *g, enum fault_op op, const struct google_route *route,
                      const struct sim_request *request, struct reply *reply)
{
    if (op == OP_DRIVE) {
        if (google_admit_drive(g, request, reply))
            google_drive_work(g, request, reply);
        return !reply_refused(reply);
    }
    if (route)
        return google_admit(g, route, request, reply) &&
               google_work(g, route, request, clock_wall_ms(), reply);
    tokens_request(&g->tokens, &g->accounts, request->body, request->body_length, g->mode.terms,
                   clock_wall_ms() / 1000 + g->mode.clock_offset_s, clock_monotonic_ms(), random_u32, reply);
    return !reply_refused(reply);
}

/* What a script makes of a call; true: it was carried out. */
static bool suffer(struct sim_google *g, const struct fault *fault, enum fault_op op,
                   const struct google_route *route, const struct sim_request *request, struct reply *reply)
{
    bool done = false;
    if (fault->insert_at)
        google_human_inserts(g, fault->insert_at);
    if (fault_carries_out(fault))
        done = carry_out(g, op, route, request, reply);
    else if (op == OP_TOKEN)
        g->tokens.requests++;
    else if (route && fault->commit_ms && google_admit(g, route, request, reply))
        late_add(&g->late, route, request, clock_monotonic_ms() + fault->commit_ms);
    if (fault->status || fault->body)
        scripted_reply(fault, op, reply);
    return done;
}

void google_catch_up(struct sim_google *g)
{
    struct late_call call;
    uint64_t now_ms = clock_monotonic_ms();
    while (late_take(&g->late, now_ms, &call)) {
        struct reply nobody_hears;
        const struct sim_request request = {.path = call.path,
                                            .query = call.query,
                                            .authorization = call.authorization,
                                            .body = call.body,
                                            .body_length = call.body_length};
        reply_init(&nobody_hears);
        google_work(g, call.route, &request, clock_wall_ms() - (int64_t)(now_ms - call.due_ms),
                    &nobody_hears);
        reply_free(&nobody_hears);
        late_call_free(&call);
    }
}

static void serve(struct sim_google *g, enum fault_op op, const struct google_route *route,
                  const struct sim_request *request, struct sim_response *response)
{
    const struct fault_call call = {op, request->path, request->body, request->body_length};
    struct fault fault = {0};
    struct reply reply;
    bool done;
    reply_init(&reply);
    g->reads += op == OP_READ;
    g->writes += op == OP_WRITE;
    if (op == OP_WRITE)
        google_human_ambushes(g);
    if (faults_take(&g->faults, &call, &fault)) {
        done = suffer(g, &fault, op, route, request, &reply);
        response->fate = fate_of(&fault);
        response->delay_ms = fault.delay_ms;
    } else {
        done = carry_out(g, op, route, request, &reply);
    }
    bool pretty = op != OP_TOKEN && !fault.body && !strstr(request->query, "prettyPrint=false");
    send_reply(g, &reply, pretty, fault.content_type, response);
    remember(g, request, op, response, done);
    reply_free(&reply);
    fault_free(&fault);
}

static void answer_error(struct sim_google *g, int status, const char *message, struct sim_response *response)
{
    struct reply reply;
    reply_init(&reply);
    reply_refuse(&reply, status, "%s", message);
    send_reply(g, &reply, true, NULL, response);
    reply_free(&reply);
}

bool sim_google_handle(struct sim_google *g, const struct sim_request *request, struct sim_response *response)
{
    google_catch_up(g); /* a call shows all that was due before it */
    if (strcmp(request->path, "/token") == 0) {
        if (strcmp(request->method, "POST") == 0)
            serve(g, OP_TOKEN, NULL, request, response);
        else
            answer_error(g, 405, "Method not allowed.", response);
        return true;
    }
    if (strncmp(request->path, "/drive/v3/", 10) == 0) {
        serve(g, OP_DRIVE, NULL, request, response);
        return true;
    }
    static const char sheets[] = "/v4/spreadsheets";
    char after =
        strncmp(request->path, sheets, sizeof sheets - 1) == 0 ? request->path[sizeof sheets - 1] : 'x';
    if (after != '/' && after != '\0')
        return false;
    const struct google_route *route = google_route(request->method, request->path);
    if (!route)
        answer_error(g, 404, "Requested entity was not found.", response);
    else if (request->body_length > MAX_REQUEST)
        answer_error(g, 400, "Request payload size exceeds the limit: 10485760 bytes.", response);
    else
        serve(g, google_route_op(route), route, request, response);
    return true;
}
