/* The calls under /v4/spreadsheets/: finding the call, the checks in Google's order, and the work. */
#include "google_state.h"

#include "array_len.h"
#include "batch.h"
#include "clock.h"
#include "fields.h"
#include "metadata.h"
#include "random.h"
#include "values.h"

#include <stdlib.h>
#include <string.h>

/* What a call gets besides the sheet: its range, its query, its body. Each is there when the table says so.
 */
struct arguments {
    const char *range;
    const struct form *query;
    const struct json_value *body;
};

typedef void google_step(const struct sheets_call *call, const struct arguments *a);

static void get_metadata(const struct sheets_call *call, const struct arguments *a)
{
    metadata_get(call, a->query);
}

static void get_values(const struct sheets_call *call, const struct arguments *a)
{
    values_get(call, a->range, a->query);
}

static void batch_get(const struct sheets_call *call, const struct arguments *a)
{
    values_batch_get(call, a->query);
}

static void update_values(const struct sheets_call *call, const struct arguments *a)
{
    values_update(call, a->range, a->query, a->body);
}

static void batch_update_values(const struct sheets_call *call, const struct arguments *a)
{
    values_batch_update(call, a->body);
}

static void append_values(const struct sheets_call *call, const struct arguments *a)
{
    values_append(call, a->range, a->query, a->body);
}

static void clear_values(const struct sheets_call *call, const struct arguments *a)
{
    values_clear(call, a->range);
}

static void batch_clear(const struct sheets_call *call, const struct arguments *a)
{
    values_batch_clear(call, a->body);
}

static void change_structure(const struct sheets_call *call, const struct arguments *a)
{
    batch_update(call, a->body);
}

static void get_metadata_by_filter(const struct sheets_call *call, const struct arguments *a)
{
    metadata_get_by_filter(call, a->body);
}

static void search_metadata(const struct sheets_call *call, const struct arguments *a)
{
    metadata_search(call, a->body);
}

static void batch_get_by_filter(const struct sheets_call *call, const struct arguments *a)
{
    values_batch_get_by_filter(call, a->body);
}

static void batch_update_by_filter(const struct sheets_call *call, const struct arguments *a)
{
    values_batch_update_by_filter(call, a->body);
}

static void batch_clear_by_filter(const struct sheets_call *call, const struct arguments *a)
{
    values_batch_clear_by_filter(call, a->body);
}

static const struct google_route {
    const char *method;
    const char *head; /* of what follows the spreadsheet's id */
    const char *tail; /* "" to the end; a range stands between the two when `ranged` */
    bool ranged;
    enum fault_op op;
    google_step *step;
} routes[] = {
    {"GET", "", "", false, OP_READ, get_metadata},
    {"GET", "/", "", false, OP_READ, get_metadata},
    {"GET", "/values:batchGet", "", false, OP_READ, batch_get},
    {"GET", "/values/", "", true, OP_READ, get_values},
    {"PUT", "/values/", "", true, OP_WRITE, update_values},
    {"POST", "/values/", ":append", true, OP_WRITE, append_values},
    {"POST", "/values/", ":clear", true, OP_WRITE, clear_values},
    {"POST", "/values:batchUpdate", "", false, OP_WRITE, batch_update_values},
    {"POST", "/values:batchClear", "", false, OP_WRITE, batch_clear},
    {"POST", "/values:batchGetByDataFilter", "", false, OP_READ, batch_get_by_filter},
    {"POST", "/values:batchUpdateByDataFilter", "", false, OP_WRITE, batch_update_by_filter},
    {"POST", "/values:batchClearByDataFilter", "", false, OP_WRITE, batch_clear_by_filter},
    {"POST", ":getByDataFilter", "", false, OP_READ, get_metadata_by_filter},
    {"POST", "/:getByDataFilter", "", false, OP_READ, get_metadata_by_filter},
    {"POST", "/developerMetadata:search", "", false, OP_READ, search_metadata},
    {"POST", ":batchUpdate", "", false, OP_WRITE, change_structure},
    {"POST", "/:batchUpdate", "", false, OP_WRITE, change_structure}, /* as the Node client writes it */
};

enum { PREFIX = sizeof "/v4/spreadsheets/" - 1 };

static bool matches(const struct google_route *r, const char *method, const char *rest)
{
    size_t length = strlen(rest), head = strlen(r->head), tail = strlen(r->tail);
    if (strcmp(r->method, method) != 0 || strncmp(rest, r->head, head) != 0)
        return false;
    if (!r->ranged)
        return length == head;
    return length > head + tail && strcmp(rest + length - tail, r->tail) == 0;
}

const struct google_route *google_route(const char *method, const char *path)
{
    const char *rest = path + PREFIX;
    rest += strcspn(rest, "/:");
    for (size_t i = 0; i < ARRAY_LEN(routes); i++)
        if (matches(&routes[i], method, rest))
            return &routes[i];
    return NULL;
}

enum fault_op google_route_op(const struct google_route *route)
{
    return route->op;
}

static bool id_is_ours(const struct sim_google *g, const char *path)
{
    const char *id = path + PREFIX;
    size_t length = strcspn(id, "/:");
    return strlen(g->spreadsheet_id) == length && strncmp(id, g->spreadsheet_id, length) == 0;
}

static void refuse_disabled_service(struct reply *reply)
{
    reply_refuse(reply, 403,
                 "Google Sheets API has not been used in project 123456789012 before or it is disabled. "
                 "Enable it by visiting "
                 "https://console.developers.google.com/apis/api/sheets.googleapis.com/"
                 "overview?project=123456789012 then retry. If "
                 "you enabled this API recently, wait a few minutes for the action to propagate to our "
                 "systems and retry.");
    static const char details[] =
        ",\"details\":[{\"@type\":\"type.googleapis.com/"
        "google.rpc.ErrorInfo\",\"reason\":\"SERVICE_DISABLED\",\"domain\":"
        "\"googleapis.com\",\"metadata\":{\"service\":\"sheets.googleapis.com\",\"activationUrl\":"
        "\"https://console.developers.google.com/apis/api/sheets.googleapis.com/"
        "overview?project=123456789012\"}}]}}";
    buffer_truncate(&reply->body, reply->body.length - 2);
    buffer_text(&reply->body, details);
}

/* One call of the account's budget and one of the project's. False: refused. */
static bool spend(struct sim_google *g, bool write, struct reply *reply)
{
    const struct google_mode *m = &g->mode;
    const struct {
        struct quota *quota;
        unsigned per_minute;
        bool of_project;
    } budgets[] = {
        {write ? &g->write_quota : &g->read_quota, write ? m->writes_per_minute : m->reads_per_minute, false},
        {write ? &g->project_write_quota : &g->project_read_quota,
         write ? m->project_writes_per_minute : m->project_reads_per_minute, true}};
    for (size_t i = 0; i < ARRAY_LEN(budgets); i++)
        if (!quota_take(budgets[i].quota, budgets[i].per_minute, m->sliding_quota, clock_monotonic_ms())) {
            reply_refuse_quota(reply, write, budgets[i].of_project, budgets[i].per_minute);
            return false;
        }
    return true;
}

bool google_admit(struct sim_google *g, const struct google_route *route, const struct sim_request *request,
                  struct reply *reply)
{
    bool write = route->op == OP_WRITE;
    enum token_check token = tokens_check(&g->tokens, request->authorization, clock_monotonic_ms());
    const struct google_mode *m = &g->mode;
    if (token == TOKEN_MISSING)
        reply_refuse(reply, 403, "The request is missing a valid API key.");
    else if (token == TOKEN_UNKNOWN)
        reply_refuse_usual(reply, 401, write);
    else if (m->service_disabled)
        refuse_disabled_service(reply);
    else if (token == TOKEN_GOOD_FOR_READING && write)
        reply_refuse(reply, 403, "Request had insufficient authentication scopes.");
    else if (!spend(g, write, reply))
        return false;
    else if (!id_is_ours(g, request->path))
        reply_refuse_usual(reply, 404, write);
    else if (m->access == ACCESS_NONE || (m->access == ACCESS_READER && write))
        reply_refuse_usual(reply, 403, write);
    return !reply_refused(reply);
}

/* The range between head and tail, decoded once; '+' is no blank in a path. NULL: malformed. The caller frees
 * it. */
static char *read_range(const struct google_route *route, const char *path)
{
    const char *rest = path + PREFIX;
    rest += strcspn(rest, "/:") + strlen(route->head);
    char *range = strndup(rest, strlen(rest) - strlen(route->tail));
    if (range && percent_decode(range, false))
        return range;
    free(range);
    return NULL;
}

/* The mask, judged before the work. False: refused. */
static bool read_mask(const struct form *query, struct fields *ret, struct reply *reply)
{
    const char *mask = form_get(query, "fields", "")[0] ? form_get(query, "fields", "") : "*",
               *unknown = mask;
    if (fields_parse(mask, ret))
        unknown = fields_unknown(ret);
    if (unknown)
        reply_refuse_mask(reply, unknown);
    return !unknown;
}

static void mask_reply(const struct fields *mask, struct reply *reply)
{
    struct json_value *document = NULL;
    struct buffer kept;
    buffer_init(&kept, reply->body.cap);
    struct json_writer w = json_writer(&kept);
    if (!err_is(json_parse(reply->body.data, reply->body.length, &document))) {
        fields_filter(mask, document, &w);
        buffer_clear(&reply->body);
        buffer_append(&reply->body, kept.data, kept.length);
    }
    json_destroy(&document);
    buffer_free(&kept);
}

static bool parse_body(const struct sim_request *request, struct json_value **ret_body, struct reply *reply)
{
    if (request->body_length == 0)
        return true;
    if (!err_is(json_parse(request->body, request->body_length, ret_body)))
        return true;
    reply_refuse_field(reply, "", "Invalid JSON payload received. Unexpected token.");
    return false;
}

static struct workbook *book_for(struct sim_google *g, enum fault_op op)
{
    if (!g->stale.shown || op != OP_READ)
        return &g->book;
    if (clock_monotonic_ms() >= g->stale.until_ms) {
        google_show_stale(g, 0);
        return &g->book;
    }
    g->stale.reads++;
    return &g->stale.book;
}

bool google_work(struct sim_google *g, const struct google_route *route, const struct sim_request *request,
                 int64_t wall_ms, struct reply *reply)
{
    struct form query = {0};
    struct json_value *body = NULL;
    struct fields mask;
    uint64_t last_seq = g->history.last_seq;
    char *range = route->ranged ? read_range(route, request->path) : NULL;
    if ((route->ranged && !range) || !form_parse(request->query, strlen(request->query), &query)) {
        reply_refuse_usual(reply, 400, false);
    } else if (read_mask(&query, &mask, reply) && parse_body(request, &body, reply)) {
        struct editor editor = {book_for(g, route->op), &g->history, BY_API, wall_ms};
        struct sheets_call call = {g->spreadsheet_id, &editor, &g->violations, reply, random_u32()};
        struct arguments arguments = {range, &query, body};
        route->step(&call, &arguments);
        if (route->op == OP_WRITE && !reply_refused(reply))
            google_police(g, last_seq);
    }
    bool done = !reply_refused(reply);
    if (done && form_get(&query, "fields", "")[0])
        mask_reply(&mask, reply);
    json_destroy(&body);
    form_free(&query);
    free(range);
    return done;
}
