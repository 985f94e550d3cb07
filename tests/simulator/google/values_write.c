/* Writing values: update and batchUpdate. Everything is judged before the first cell changes. */
#include "pending_writes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void values_update(const struct sheets_call *call, const char *range, const struct form *query,
                   const struct json_value *body)
{
    struct write_options o;
    struct pending p;
    if (!write_options_query(call, query, &o) || !pending_judge(call, range, body, "", &p))
        return;
    struct counts n = pending_apply(call, &p, o.input);
    struct json_writer w = json_writer(&call->reply->body);
    pending_write_update(call, &p, n, &o, &w);
}

static bool overlap(const struct target *a, const struct target *b)
{
    return a->grid == b->grid && a->rect.row < b->rect.end_row && b->rect.row < a->rect.end_row &&
           a->rect.column < b->rect.end_column && b->rect.column < a->rect.end_column;
}

static void police_overlaps(const struct sheets_call *call, const struct pending *list, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < i; j++)
            if (overlap(&list[i].target, &list[j].target)) {
                violations_add(call->violations, "overlapping_ranges",
                               "data[%zu] and data[%zu] of one values:batchUpdate", j, i);
                return;
            }
}

static void answer_batch(const struct sheets_call *call, const struct pending *list, size_t count,
                         const struct write_options *o)
{
    struct counts total = {0};
    struct json_writer responses, w = json_writer(&call->reply->body);
    struct buffer text;
    buffer_init(&text, call->reply->body.cap);
    responses = json_writer(&text);
    jw_array(&responses);
    bool touched[WORKBOOK_MAX_TABS] = {false};
    for (size_t i = 0; i < count; i++) {
        struct counts n = pending_apply(call, &list[i], o->input);
        pending_write_update(call, &list[i], n, o, &responses);
        total = (struct counts){total.rows + n.rows, total.columns + n.columns, total.cells + n.cells};
        for (size_t t = 0; n.cells && t < call->editor->book->count; t++)
            touched[t] |= call->editor->book->tabs[t] == list[i].target.grid;
    }
    jw_array_end(&responses);
    uint32_t sheets = 0;
    for (size_t t = 0; t < WORKBOOK_MAX_TABS; t++)
        sheets += touched[t];
    jw_object(&w);
    jw_member_string(&w, "spreadsheetId", call->spreadsheet_id);
    write_count(&w, "totalUpdatedRows", total.rows);
    write_count(&w, "totalUpdatedColumns", total.columns);
    write_count(&w, "totalUpdatedCells", total.cells);
    write_count(&w, "totalUpdatedSheets", sheets);
    if (count) {
        jw_key(&w, "responses");
        jw_raw(&w, buffer_string(&text), text.length);
    }
    jw_object_end(&w);
    buffer_free(&text);
}

static const char batch_members[] =
    "valueInputOption data includeValuesInResponse responseValueRenderOption responseDateTimeRenderOption";

void values_batch_write(const struct sheets_call *call, const struct json_value *body,
                        pending_judgement *judge)
{
    struct write_options o;
    const struct json_value *data = json_get(body, "data");
    size_t count = json_length(data);
    if (!values_knows(call, body, "", batch_members) ||
        !write_options_input(call, json_text(json_get(body, "valueInputOption"), ""), &o.input) ||
        !values_read_options_body(call, body, "response", &o.echo_options))
        return;
    o.echo = json_bool(json_get(body, "includeValuesInResponse"), false);
    struct pending *list = calloc(count + 1, sizeof *list);
    if (!list)
        abort();
    bool good = true;
    for (size_t i = 0; good && i < count; i++) {
        char path[40];
        snprintf(path, sizeof path, "data[%zu]", i);
        good = judge(call, json_at(data, i), path, &list[i]);
    }
    if (good) {
        police_overlaps(call, list, count);
        answer_batch(call, list, count, &o);
    }
    free(list);
}

static bool judge_range(const struct sheets_call *call, const struct json_value *entry, const char *path,
                        struct pending *ret)
{
    return pending_judge(call, NULL, entry, path, ret);
}

void values_batch_update(const struct sheets_call *call, const struct json_value *body)
{
    values_batch_write(call, body, judge_range);
}
