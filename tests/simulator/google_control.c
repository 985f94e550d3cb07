/* /control/sheet… and /control/google…: what tests and the page see of the pretend Google, and how they
 * meddle with it. */
#include "google_control.h"

#include "array_len.h"
#include "clock.h"
#include "form.h"

#include <stdlib.h>
#include <string.h>

enum { HISTORY_SHOWN = 5000 };

void google_control_refuse(struct google_control *c, int status, const char *reason)
{
    c->response->status = status;
    buffer_clear(&c->response->body);
    c->w = json_writer(&c->response->body);
    jw_object(&c->w);
    jw_member_string(&c->w, "error", reason);
    jw_object_end(&c->w);
}

void google_control_agree(struct google_control *c)
{
    jw_object(&c->w);
    jw_object_end(&c->w);
}

struct grid *google_control_tab(const struct google_control *c)
{
    const char *title = json_text(json_get(c->body, "tab"), form_get(&c->query, "tab", ""));
    return workbook_by_title(&main_of(c->google)->book, title);
}

static void write_rows(const struct grid *tab, struct json_writer *w)
{
    uint32_t rows = grid_used_rows(tab);
    jw_array(w);
    for (uint32_t r = 0; r < rows; r++) {
        jw_array(w);
        for (uint32_t i = 0; i < grid_used_columns(tab, r); i++)
            cell_write_typed(grid_peek(tab, r, i), w);
        jw_array_end(w);
    }
    jw_array_end(w);
}

static void show_sheet(struct google_control *c)
{
    struct sim_google *g = c->google;
    struct grid *tab = google_control_tab(c);
    uint64_t since = strtoull(form_get(&c->query, "since", "0"), NULL, 10);
    if (!tab) {
        google_control_refuse(c, 404, "no such tab");
        return;
    }
    jw_object(&c->w);
    jw_member_string(&c->w, "id", main_of(g)->id);
    jw_member_string(&c->w, "title", tab->title);
    jw_member_int(&c->w, "sheet_id", tab->id);
    jw_key(&c->w, "tabs");
    jw_array(&c->w);
    for (size_t i = 0; i < main_of(g)->book.count; i++)
        jw_string(&c->w, main_of(g)->book.tabs[i]->title);
    jw_array_end(&c->w);
    jw_member_int(&c->w, "row_count", tab->rows);
    jw_member_int(&c->w, "column_count", tab->columns);
    jw_key(&c->w, "rows");
    write_rows(tab, &c->w);
    jw_member_int(&c->w, "writes", (int64_t)g->writes);
    jw_member_int(&c->w, "last_seq", (int64_t)main_of(g)->history.last_seq);
    jw_member_int(&c->w, "forgotten", (int64_t)main_of(g)->history.forgotten);
    jw_key(&c->w, "history");
    history_write(&main_of(g)->history, since, HISTORY_SHOWN, &c->w);
    jw_object_end(&c->w);
}

static void write_calls(const struct sim_google *g, uint64_t most, struct json_writer *w)
{
    if (most > CALLS_KEPT)
        most = CALLS_KEPT;
    uint64_t first = g->call_count > most ? g->call_count - most : 0;
    jw_array(w);
    for (uint64_t i = first; i < g->call_count; i++) {
        const struct google_call *call = &g->calls[i % CALLS_KEPT];
        jw_object(w);
        jw_member_int(w, "at_ms", call->at_ms);
        jw_member_string(w, "op", fault_op_word(call->op));
        jw_member_string(w, "method", call->method);
        jw_member_string(w, "path", call->path);
        jw_member_int(w, "status", call->status);
        jw_member_bool(w, "carried_out", call->carried_out);
        jw_object_end(w);
    }
    jw_array_end(w);
}

static void show_google(struct google_control *c)
{
    const struct sim_google *g = c->google;
    jw_object(&c->w);
    jw_member_int(&c->w, "token_requests", (int64_t)g->tokens.requests);
    jw_member_int(&c->w, "token_granted", (int64_t)g->tokens.granted);
    jw_member_int(&c->w, "reads", (int64_t)g->reads);
    jw_member_int(&c->w, "writes", (int64_t)g->writes);
    jw_member_int(&c->w, "rejected_signatures", (int64_t)g->tokens.rejected_signatures);
    jw_member_int(&c->w, "quota_exceeded",
                  (int64_t)(accounts_refused(&g->accounts) + g->project_read_quota.refused +
                            g->project_write_quota.refused));
    jw_member_int(&c->w, "late", (int64_t)g->late.count);
    jw_member_int(&c->w, "landed_late", (int64_t)g->late.landed);
    jw_member_int(&c->w, "stale_reads", (int64_t)g->stale.reads);
    jw_member_int(&c->w, "faults", (int64_t)g->faults.count);
    jw_key(&c->w, "violations");
    violations_write(&g->violations, &c->w);
    jw_key(&c->w, "calls");
    write_calls(g, strtoull(form_get(&c->query, "calls", "1000"), NULL, 10), &c->w);
    jw_object_end(&c->w);
}

static void script_fault(struct google_control *c)
{
    const char *wrong = faults_add(&c->google->faults, c->body);
    if (wrong)
        google_control_refuse(c, 400, wrong);
    else
        google_control_agree(c);
}

static void register_account(struct google_control *c)
{
    if (google_add_account(c->google, json_text(json_get(c->body, "key"), "")))
        google_control_agree(c);
    else
        google_control_refuse(c, 400, "key: the text of a key file; a new client_email; 8 accounts at most");
}

static unsigned count_of(const struct json_value *body, const char *name, unsigned now)
{
    int64_t n = json_int(json_get(body, name), now);
    return n < 0 || n > 1000000 ? now : (unsigned)n;
}

/* A service account's right to the document of the settings. */
static void set_access(struct sim_google *g, const char *email, const char *access)
{
    static const struct {
        const char *word;
        enum role role;
    } accesses[] = {
        {"owner", ROLE_OWNER}, {"editor", ROLE_WRITER}, {"reader", ROLE_READER}, {"none", ROLE_NONE}};
    for (size_t i = 0; i < ARRAY_LEN(accesses); i++)
        if (strcmp(access, accesses[i].word) == 0)
            sharing_set(&main_of(g)->permissions, "user", email, accesses[i].role);
}

static void set_quirks(struct quirks *q, const struct json_value *b)
{
    q->colon_titles = json_bool(json_get(b, "colon_titles"), q->colon_titles);
    q->regex_replace = json_bool(json_get(b, "regex_replace"), q->regex_replace);
}

/* Members that are not named stay as they are. */
static void set_mode(struct google_control *c)
{
    struct google_mode *m = &c->google->mode;
    const struct json_value *b = c->body;
    m->terms.expires_in_s = count_of(b, "expires_in", m->terms.expires_in_s);
    m->terms.account_disabled = json_bool(json_get(b, "account_disabled"), m->terms.account_disabled);
    m->terms.account_deleted = json_bool(json_get(b, "account_deleted"), m->terms.account_deleted);
    m->reads_per_minute = count_of(b, "reads_per_minute", m->reads_per_minute);
    m->writes_per_minute = count_of(b, "writes_per_minute", m->writes_per_minute);
    m->project_reads_per_minute = count_of(b, "project_reads_per_minute", m->project_reads_per_minute);
    m->project_writes_per_minute = count_of(b, "project_writes_per_minute", m->project_writes_per_minute);
    m->sliding_quota = json_bool(json_get(b, "sliding_quota"), m->sliding_quota);
    m->retry_after_s = count_of(b, "retry_after", m->retry_after_s);
    m->clock_offset_s = json_int(json_get(b, "clock_offset"), m->clock_offset_s);
    m->service_disabled = json_bool(json_get(b, "service_disabled"), m->service_disabled);
    set_quirks(&m->quirks, b);
    set_access(c->google, json_text(json_get(b, "account"), google_email(c->google)),
               json_text(json_get(b, "access"), ""));
    tokens_revoke(&c->google->tokens, json_text(json_get(b, "revoke_token"), ""));
    if (!json_is_null(json_get(b, "stale_reads_ms")))
        google_show_stale(c->google, count_of(b, "stale_reads_ms", 0));
    if (json_bool(json_get(b, "revoke_tokens"), false))
        tokens_revoke_all(&c->google->tokens);
    google_control_agree(c);
}

static const struct control_route {
    const char *method, *path;
    bool has_body;
    void (*answer)(struct google_control *c);
} control_routes[] = {
    {"GET", "/control/sheet", false, show_sheet},
    {"PUT", "/control/sheet/cell", true, google_human_types},
    {"POST", "/control/sheet/rows", true, google_human_rearranges},
    {"POST", "/control/sheet/protection", true, google_human_protects},
    {"DELETE", "/control/sheet/protection", false, google_human_lifts},
    {"GET", "/control/google", false, show_google},
    {"POST", "/control/google", true, script_fault},
    {"POST", "/control/google/mode", true, set_mode},
    {"POST", "/control/google/accounts", true, register_account},
};

static void answer_route(struct google_control *c, const struct control_route *route,
                         const struct sim_request *request)
{
    struct json_value *body = NULL;
    if (route->has_body &&
        (err_is(json_parse(request->body, request->body_length, &body)) || !json_is_object(body)))
        google_control_refuse(c, 400, "the body must be a JSON object");
    else if (!form_parse(request->query, strlen(request->query), &c->query))
        google_control_refuse(c, 400, "malformed query");
    else {
        c->body = body;
        route->answer(c);
        form_free(&c->query);
    }
    json_destroy(&body);
}

bool sim_google_control(struct sim_google *google, const struct sim_request *request,
                        struct sim_response *response)
{
    struct google_control c = {.google = google, .response = response, .w = json_writer(&response->body)};
    response->status = 200;
    google_catch_up(google);
    for (size_t i = 0; i < ARRAY_LEN(control_routes); i++) {
        const struct control_route *route = &control_routes[i];
        if (strcmp(route->method, request->method) == 0 && strcmp(route->path, request->path) == 0) {
            answer_route(&c, route, request);
            return true;
        }
    }
    return false;
}
