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

/* What a call gets besides the sheet: its range, its query, its body. Each is there when the table says so. */
struct arguments {
    const char *range;
    const struct form *query;
    const struct json_value *body;
    const char *caller; /* the account's address */
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

static void get_pin(const struct sheets_call *call, const struct arguments *a)
{
    metadata_get_pin(call, a->range);
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
    bool ranged;      /* or an id */
    enum fault_op op;
    google_step *step; /* NULL: makes a spreadsheet */
} routes[] = {
    {"POST", "", "", false, OP_WRITE, NULL},
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
    {"GET", "/developerMetadata/", "", true, OP_READ, get_pin},
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
    static const char whole[] = "/v4/spreadsheets";
    bool names_none = strncmp(path, whole, sizeof whole - 1) == 0 && strlen(path) <= PREFIX;
    const char *rest = names_none ? "" : path + PREFIX;
    rest += strcspn(rest, "/:");
    for (size_t i = 0; i < ARRAY_LEN(routes); i++)
        if (names_none == !routes[i].step && matches(&routes[i], method, rest))
            return &routes[i];
    return NULL;
}

bool google_route_makes(const struct google_route *route)
{
    return !route->step;
}

enum fault_op google_route_op(const struct google_route *route)
{
    return route->op;
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

static bool parse_body(const struct sim_request *request, struct json_value **ret_body, struct reply *reply)
{
    if (request->body_length == 0)
        return true;
    if (!err_is(json_parse(request->body, request->body_length, ret_body)))
        return true;
    reply_refuse_field(reply, "", "Invalid JSON payload received. Unexpected token.");
    return false;
}

/* The book that this call sees; a lagging replica is one of the settings' document alone. */
static struct workbook *book_for(struct sim_google *g, struct document *document, enum fault_op op)
{
    if (!g->stale.shown || op != OP_READ || document != main_of(g))
        return &document->book;
    if (clock_monotonic_ms() >= g->stale.until_ms) {
        google_show_stale(g, 0);
        return &document->book;
    }
    g->stale.reads++;
    return &g->stale.book;
}

static struct document *find_document(struct sim_google *g, const char *path)
{
    return documents_find(&g->documents, path + PREFIX, strcspn(path + PREFIX, "/:"));
}

static void make_document(struct sim_google *g, const struct json_value *body, const char *owner,
                          struct reply *reply)
{
    struct document *made =
        google_new_document(g, json_text(json_find(body, "properties.title"), "Untitled spreadsheet"), owner);
    if (!made) {
        reply_refuse(reply, 403, "The user's Drive storage quota has been exceeded.");
        return;
    }
    struct editor editor = {&made->book, &made->history, BY_API, clock_wall_ms(), NULL, NULL};
    const struct sheets_call call = {made->id, &editor, &g->violations, reply, random_u32(), g->mode.quirks};
    const struct form nothing_asked = {0};
    metadata_get(&call, &nothing_asked);
}

/* What is left when path, query, mask and body were read. */
static void carry_out(struct sim_google *g, const struct google_route *route, struct document *document,
                      const struct arguments *arguments, int64_t wall_ms, struct reply *reply)
{
    uint64_t last_seq = document->history.last_seq;
    struct editor editor = {
        book_for(g, document, route->op), &document->history, BY_API, wall_ms, arguments->caller, NULL};
    struct sheets_call call = {document->id, &editor, &g->violations, reply, random_u32(), g->mode.quirks};
    route->step(&call, arguments);
    if (route->op == OP_WRITE && !reply_refused(reply) && document == main_of(g))
        google_police(g, last_seq);
}

bool google_work(struct sim_google *g, const struct google_route *route, const struct sim_request *request,
                 int64_t wall_ms, struct reply *reply)
{
    struct form query = {0};
    struct json_value *body = NULL;
    struct fields mask;
    struct document *document = route->step ? find_document(g, request->path) : NULL;
    char *range = route->ranged ? read_range(route, request->path) : NULL;
    if ((route->ranged && !range) || !form_parse(request->query, strlen(request->query), &query)) {
        reply_refuse_usual(reply, 400, false);
    } else if (google_read_mask(&query, &mask, reply) && parse_body(request, &body, reply)) {
        struct arguments arguments = {range, &query, body, google_caller(g, request)};
        if (!route->step)
            make_document(g, body, arguments.caller, reply);
        else if (document) /* a late call may find it gone */
            carry_out(g, route, document, &arguments, wall_ms, reply);
    }
    bool done = !reply_refused(reply);
    if (done && form_get(&query, "fields", "")[0])
        google_mask_reply(&mask, reply);
    json_destroy(&body);
    form_free(&query);
    free(range);
    return done;
}
