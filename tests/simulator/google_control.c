/* /control/sheet… and /control/google…: what tests and the page see of the pretend Google, and how they
 * meddle with it. */
#include "google_state.h"

#include "array_len.h"
#include "clock.h"
#include "form.h"

#include <stdlib.h>
#include <string.h>

enum { HISTORY_SHOWN = 5000 };

/* One control call: its query, its body, and where to answer. */
struct control {
    struct sim_google *google;
    struct form query;
    const struct json_value *body;
    struct sim_response *response;
    struct json_writer w;
};

static void refuse(struct control *c, int status, const char *reason)
{
    c->response->status = status;
    buffer_clear(&c->response->body);
    c->w = json_writer(&c->response->body);
    jw_object(&c->w);
    jw_member_string(&c->w, "error", reason);
    jw_object_end(&c->w);
}

static void agree(struct control *c)
{
    jw_object(&c->w);
    jw_object_end(&c->w);
}

static struct grid *tab_of(const struct control *c)
{
    const char *title = json_text(json_get(c->body, "tab"), form_get(&c->query, "tab", ""));
    return workbook_by_title(&c->google->book, title);
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

static void show_sheet(struct control *c)
{
    struct sim_google *g = c->google;
    struct grid *tab = tab_of(c);
    uint64_t since = strtoull(form_get(&c->query, "since", "0"), NULL, 10);
    if (!tab) {
        refuse(c, 404, "no such tab");
        return;
    }
    jw_object(&c->w);
    jw_member_string(&c->w, "id", g->spreadsheet_id);
    jw_member_string(&c->w, "title", tab->title);
    jw_member_int(&c->w, "sheet_id", tab->id);
    jw_key(&c->w, "tabs");
    jw_array(&c->w);
    for (size_t i = 0; i < g->book.count; i++)
        jw_string(&c->w, g->book.tabs[i]->title);
    jw_array_end(&c->w);
    jw_member_int(&c->w, "row_count", tab->rows);
    jw_member_int(&c->w, "column_count", tab->columns);
    jw_key(&c->w, "rows");
    write_rows(tab, &c->w);
    jw_member_int(&c->w, "writes", (int64_t)g->writes);
    jw_member_int(&c->w, "last_seq", (int64_t)g->history.last_seq);
    jw_member_int(&c->w, "forgotten", (int64_t)g->history.forgotten);
    jw_key(&c->w, "history");
    history_write(&g->history, since, HISTORY_SHOWN, &c->w);
    jw_object_end(&c->w);
}

static struct editor human(struct control *c)
{
    return (struct editor){&c->google->book, &c->google->history, BY_HUMAN, clock_wall_ms()};
}

/* What a person enters: `as` decides the type, without it Google's own guess. False: refused. */
static bool read_entry(struct control *c, struct cell *value)
{
    const struct json_value *v = json_get(c->body, "value");
    const char *as = json_text(json_get(c->body, "as"), "");
    if (json_is_null(v))
        cell_clear(value);
    else if (strcmp(as, "number") == 0)
        cell_set_number(value, json_is_number(v) ? json_number(v, 0) : strtod(json_text(v, "0"), NULL));
    else if (strcmp(as, "string") == 0)
        cell_set_text(value, json_text(v, ""));
    else if (as[0] == '\0' && cell_enter(value, v, CELL_USER_ENTERED) == CELL_ENTERED)
        return true;
    else
        return refuse(c, 400, "value: a string, a number, a boolean or null; as: string or number"), false;
    return true;
}

static void type_cell(struct control *c)
{
    struct grid *tab = tab_of(c);
    struct editor editor = human(c);
    struct cell value = {0};
    int64_t row = json_int(json_get(c->body, "row"), 0), column = json_int(json_get(c->body, "column"), 0);
    if (!tab || row < 1 || column < 1 || row > tab->rows || column > tab->columns) {
        refuse(c, 400, "row and column: within the grid, from 1");
        return;
    }
    const struct cell *now = grid_peek(tab, (uint32_t)row - 1, (uint32_t)column - 1);
    value.text_format = now && now->text_format;
    if (read_entry(c, &value)) {
        editor_set(&editor, tab, (uint32_t)row - 1, (uint32_t)column - 1, &value);
        agree(c);
    }
    cell_free(&value);
}

/* Sorts everything under the first row, as people do with a header. */
static const char *sort_rows(struct grid *tab, const struct editor *editor, const struct json_value *body)
{
    int64_t column = json_int(json_get(body, "column"), 1);
    if (column < 1 || column > tab->columns)
        return "column: within the grid, from 1";
    struct rect rect = {json_bool(json_get(body, "header"), true) ? 1 : 0, 0, tab->rows, tab->columns};
    grid_sort(tab, rect, (uint32_t)column - 1, json_bool(json_get(body, "descending"), false));
    editor_note(editor, tab, EDIT_SORT, (uint32_t)column - 1, 1);
    return NULL;
}

static const char *move_rows(struct grid *tab, const struct editor *editor, const struct json_value *body,
                             bool insert)
{
    int64_t at = json_int(json_get(body, "at"), 0), count = json_int(json_get(body, "count"), 1);
    if (at < 1 || at > tab->rows || count < 1 || count > (insert ? 1000 : tab->rows - at + 1))
        return "at and count: within the grid, from 1";
    uint32_t first = (uint32_t)at - 1, n = (uint32_t)count;
    if (insert)
        grid_insert_rows(tab, first, n);
    else
        grid_delete_rows(tab, first, first + n);
    editor_note(editor, tab, insert ? EDIT_INSERT_ROWS : EDIT_DELETE_ROWS, first, n);
    return NULL;
}

static const char *rename_tab(struct grid *tab, const struct editor *editor, const struct json_value *body)
{
    const char *title = json_text(json_get(body, "title"), "");
    if (!title[0] || strlen(title) > 100)
        return "title: 1 to 100 bytes";
    grid_rename(tab, title);
    editor_note(editor, tab, EDIT_RENAME, 0, 1);
    return NULL;
}

static void rearrange(struct control *c)
{
    struct grid *tab = tab_of(c);
    struct editor editor = human(c);
    const char *what = json_text(json_get(c->body, "do"), ""), *wrong = "do: sort, insert, delete or rename";
    if (!tab)
        wrong = "no such tab";
    else if (strcmp(what, "sort") == 0)
        wrong = sort_rows(tab, &editor, c->body);
    else if (strcmp(what, "insert") == 0 || strcmp(what, "delete") == 0)
        wrong = move_rows(tab, &editor, c->body, what[0] == 'i');
    else if (strcmp(what, "rename") == 0)
        wrong = rename_tab(tab, &editor, c->body);
    if (wrong)
        refuse(c, 400, wrong);
    else
        agree(c);
}

static void write_calls(const struct sim_google *g, uint64_t most, struct json_writer *w)
{
    static const char *const ops[] = {
        [OP_TOKEN] = "token", [OP_READ] = "read", [OP_WRITE] = "write", [OP_ANY] = "any"};
    if (most > CALLS_KEPT)
        most = CALLS_KEPT;
    uint64_t first = g->call_count > most ? g->call_count - most : 0;
    jw_array(w);
    for (uint64_t i = first; i < g->call_count; i++) {
        const struct google_call *call = &g->calls[i % CALLS_KEPT];
        jw_object(w);
        jw_member_int(w, "at_ms", call->at_ms);
        jw_member_string(w, "op", ops[call->op]);
        jw_member_string(w, "method", call->method);
        jw_member_string(w, "path", call->path);
        jw_member_int(w, "status", call->status);
        jw_member_bool(w, "carried_out", call->carried_out);
        jw_object_end(w);
    }
    jw_array_end(w);
}

static void show_google(struct control *c)
{
    const struct sim_google *g = c->google;
    jw_object(&c->w);
    jw_member_int(&c->w, "token_requests", (int64_t)g->tokens.requests);
    jw_member_int(&c->w, "token_granted", (int64_t)g->tokens.granted);
    jw_member_int(&c->w, "reads", (int64_t)g->reads);
    jw_member_int(&c->w, "writes", (int64_t)g->writes);
    jw_member_int(&c->w, "rejected_signatures", (int64_t)g->tokens.rejected_signatures);
    jw_member_int(&c->w, "quota_exceeded", (int64_t)(g->read_quota.refused + g->write_quota.refused));
    jw_member_int(&c->w, "faults", (int64_t)g->faults.count);
    jw_key(&c->w, "violations");
    violations_write(&g->violations, &c->w);
    jw_key(&c->w, "calls");
    write_calls(g, strtoull(form_get(&c->query, "calls", "1000"), NULL, 10), &c->w);
    jw_object_end(&c->w);
}

static void script_fault(struct control *c)
{
    const char *wrong = faults_add(&c->google->faults, c->body);
    if (wrong)
        refuse(c, 400, wrong);
    else
        agree(c);
}

static unsigned count_of(const struct json_value *body, const char *name, unsigned now)
{
    int64_t n = json_int(json_get(body, name), now);
    return n < 0 || n > 1000000 ? now : (unsigned)n;
}

/* Members that are not named stay as they are. */
static void set_mode(struct control *c)
{
    static const char *const accesses[] = {
        [ACCESS_EDITOR] = "editor", [ACCESS_READER] = "reader", [ACCESS_NONE] = "none"};
    struct google_mode *m = &c->google->mode;
    const struct json_value *b = c->body;
    m->terms.expires_in_s = count_of(b, "expires_in", m->terms.expires_in_s);
    m->terms.account_disabled = json_bool(json_get(b, "account_disabled"), m->terms.account_disabled);
    m->terms.account_deleted = json_bool(json_get(b, "account_deleted"), m->terms.account_deleted);
    m->reads_per_minute = count_of(b, "reads_per_minute", m->reads_per_minute);
    m->writes_per_minute = count_of(b, "writes_per_minute", m->writes_per_minute);
    m->sliding_quota = json_bool(json_get(b, "sliding_quota"), m->sliding_quota);
    m->retry_after_s = count_of(b, "retry_after", m->retry_after_s);
    m->clock_offset_s = json_int(json_get(b, "clock_offset"), m->clock_offset_s);
    m->service_disabled = json_bool(json_get(b, "service_disabled"), m->service_disabled);
    const char *access = json_text(json_get(b, "access"), "");
    for (size_t i = 0; i < ARRAY_LEN(accesses); i++)
        if (strcmp(access, accesses[i]) == 0)
            m->access = (enum google_access)i;
    if (json_bool(json_get(b, "revoke_tokens"), false))
        tokens_revoke_all(&c->google->tokens);
    agree(c);
}

static const struct control_route {
    const char *method, *path;
    bool has_body;
    void (*answer)(struct control *c);
} control_routes[] = {
    {"GET", "/control/sheet", false, show_sheet},     {"PUT", "/control/sheet/cell", true, type_cell},
    {"POST", "/control/sheet/rows", true, rearrange}, {"GET", "/control/google", false, show_google},
    {"POST", "/control/google", true, script_fault},  {"POST", "/control/google/mode", true, set_mode},
};

static void answer_route(struct control *c, const struct control_route *route,
                         const struct sim_request *request)
{
    struct json_value *body = NULL;
    if (route->has_body &&
        (err_is(json_parse(request->body, request->body_length, &body)) || !json_is_object(body)))
        refuse(c, 400, "the body must be a JSON object");
    else if (!form_parse(request->query, strlen(request->query), &c->query))
        refuse(c, 400, "malformed query");
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
    struct control c = {.google = google, .response = response, .w = json_writer(&response->body)};
    response->status = 200;
    for (size_t i = 0; i < ARRAY_LEN(control_routes); i++) {
        const struct control_route *route = &control_routes[i];
        if (strcmp(route->method, request->method) == 0 && strcmp(route->path, request->path) == 0) {
            answer_route(&c, route, request);
            return true;
        }
    }
    return false;
}
