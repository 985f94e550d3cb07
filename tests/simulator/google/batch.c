/* spreadsheets.batchUpdate: the list, its table of requests, and what they share. */
#include "batch.h"

#include "array_len.h"
#include "data_filter.h"
#include "metadata.h"
#include "protection_json.h"
#include "values.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { MAX_REQUESTS = 100000 };

static const struct request_kind {
    const char *name;
    batch_step *step;
    const char *members;
} kinds[] = {
#define REQUEST(name, step, members) {#name, step, members},
#define HARMLESS(name, members)      {#name, batch_take_note, members},
#include "batch.def"
#undef REQUEST
#undef HARMLESS
};

bool batch_refuse(const struct batch *b, const char *format, ...)
{
    struct buffer text;
    buffer_init(&text, 1024);
    va_list args;
    va_start(args, format);
    buffer_vformat(&text, format, args);
    va_end(args);
    reply_refuse(b->call->reply, 400, "Invalid requests[%zu].%s: %s", b->index, b->kind,
                 buffer_string(&text));
    buffer_free(&text);
    return false;
}

struct grid *batch_tab(const struct batch *b, const struct json_value *owner)
{
    int64_t id = json_int(json_get(owner, "sheetId"), 0);
    struct grid *g = id >= INT32_MIN && id <= INT32_MAX ? workbook_by_id(b->editor.book, (int32_t)id) : NULL;
    if (!g)
        batch_refuse(b, "No grid with id: %lld", (long long)id);
    return g;
}

bool batch_range(const struct batch *b, const struct json_value *range, struct grid **ret_grid,
                 struct rect *ret_rect)
{
    struct grid *g = batch_tab(b, range);
    if (!g)
        return false;
    struct rect r = data_filter_rect(g, range);
    if (!grid_contains(g, r))
        return batch_refuse(b, "The range exceeds the grid limits. Max rows: %u, max columns: %u", g->rows,
                            g->columns);
    *ret_grid = g;
    *ret_rect = r;
    return true;
}

bool batch_has_room(const struct batch *b, const struct grid *tab, uint64_t rows, uint64_t columns)
{
    uint64_t others = workbook_cells(b->editor.book) - (tab ? (uint64_t)tab->rows * tab->columns : 0);
    if (rows <= WORKBOOK_MAX_CELLS && columns <= WORKBOOK_MAX_CELLS &&
        others + rows * columns <= WORKBOOK_MAX_CELLS)
        return true;
    return batch_refuse(
        b, "This action would increase the number of cells in the workbook above the limit of %d cells.",
        WORKBOOK_MAX_CELLS);
}

struct chosen {
    const struct request_kind *kind;
    const struct json_value *args;
    const char *unknown;
};

static bool choose(void *ctx, const char *name, const struct json_value *v)
{
    struct chosen *c = ctx;
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0) {
            c->kind = &kinds[i];
            c->args = v;
            return true;
        }
    c->unknown = name;
    return false;
}

static bool carry_out(struct batch *b, const struct json_value *request)
{
    char path[80];
    struct chosen c = {0};
    snprintf(path, sizeof path, "requests[%zu]", b->index);
    if (json_is_object(request))
        json_each(request, choose, &c);
    if (c.unknown) {
        reply_refuse_field(b->call->reply, path,
                           "Invalid JSON payload received. Unknown name \"%s\" at '%s': Cannot find field.",
                           c.unknown, path);
        return false;
    }
    if (!c.kind) {
        reply_refuse(b->call->reply, 400, "Invalid requests[%zu]: No request set.", b->index);
        return false;
    }
    b->kind = c.kind->name;
    snprintf(path, sizeof path, "requests[%zu].%s", b->index, b->kind);
    if (!values_knows(b->call, c.args, path, c.kind->members))
        return false;
    jw_object(b->reply);
    bool good = c.kind->step(b, c.args);
    jw_object_end(b->reply);
    if (good && b->trespassed)
        return batch_refuse(b, "%s", protection_refusal);
    return good;
}

static bool carry_out_all(struct batch *b, const struct json_value *requests)
{
    size_t count = json_length(requests);
    if (count == 0) {
        reply_refuse(b->call->reply, 400, "Must specify at least one request.");
        return false;
    }
    if (count > MAX_REQUESTS) {
        reply_refuse(b->call->reply, 400, "Cannot exceed %d requests in a single batch.", MAX_REQUESTS);
        return false;
    }
    for (b->index = 0; b->index < count; b->index++)
        if (!carry_out(b, json_at(requests, b->index)))
            return false;
    return true;
}

/* The tabs that are told of: those of responseRanges, all if there are none. */
static bool find_response(const struct sheets_call *call, const struct json_value *ranges, struct hits *ret)
{
    struct target t;
    for (size_t i = 0; i < json_length(ranges); i++) {
        if (!values_target(call, json_text(json_at(ranges, i), ""), &t))
            return false;
        hits_add(ret, t);
    }
    return true;
}

static void answer(const struct sheets_call *call, const struct buffer *replies,
                   const struct json_value *body)
{
    struct json_writer w = json_writer(&call->reply->body);
    struct hits hits = {0};
    struct metadata_view view = {.grid_data = json_bool(json_get(body, "responseIncludeGridData"), false)};
    if (find_response(call, json_get(body, "responseRanges"), &hits)) {
        view.hits = &hits;
        jw_object(&w);
        jw_member_string(&w, "spreadsheetId", call->spreadsheet_id);
        jw_key(&w, "replies");
        jw_raw(&w, buffer_string(replies), replies->length);
        if (json_bool(json_get(body, "includeSpreadsheetInResponse"), false)) {
            jw_key(&w, "updatedSpreadsheet");
            metadata_write(call, &view, &w);
        }
        jw_object_end(&w);
    }
    hits_free(&hits);
}

void batch_update(const struct sheets_call *call, const struct json_value *body)
{
    struct workbook copy;
    struct history changes;
    struct buffer replies;
    if (!values_knows(call, body, "",
                      "requests includeSpreadsheetInResponse responseRanges responseIncludeGridData"))
        return;
    workbook_clone(call->editor->book, &copy);
    history_init(&changes);
    buffer_init(&replies, call->reply->body.cap);
    struct json_writer w = json_writer(&replies);
    struct batch b = {
        .call = call,
        .editor = {&copy, &changes, call->editor->by, call->editor->now_ms, call->editor->account, NULL},
        .reply = &w};
    b.editor.trespassed = &b.trespassed;
    jw_array(&w);
    bool good = carry_out_all(&b, json_get(body, "requests"));
    jw_array_end(&w);
    if (good) {
        struct workbook before = *call->editor->book;
        *call->editor->book = copy;
        answer(call, &replies, body);
        if (reply_refused(call->reply)) { /* of a range that is to be told: nothing of the batch stays */
            *call->editor->book = before;
        } else {
            copy = before;
            history_append(call->editor->history, &changes);
        }
    }
    buffer_free(&replies);
    history_free(&changes);
    workbook_free(&copy);
}
