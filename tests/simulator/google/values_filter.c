/* The calls that choose their ranges by data filters. */
#include "data_filter.h"
#include "fields.h"
#include "pending_writes.h"

#include <stdlib.h>

void values_batch_get_by_filter(const struct sheets_call *call, const struct json_value *body)
{
    struct read_options o;
    struct hits hits = {0};
    if (!values_knows(call, body, "", "dataFilters majorDimension valueRenderOption dateTimeRenderOption") ||
        !values_read_options_body(call, body, "", &o))
        return;
    if (data_filters_find(call, json_get(body, "dataFilters"), &hits)) {
        struct json_writer w = json_writer(&call->reply->body);
        jw_object(&w);
        jw_member_string(&w, "spreadsheetId", call->spreadsheet_id);
        jw_key(&w, "valueRanges");
        jw_array(&w);
        for (size_t i = 0; i < hits.count; i++) {
            jw_object(&w);
            jw_key(&w, "valueRange");
            values_write_range(&hits.list[i].target, o, &w);
            jw_key(&w, "dataFilters");
            jw_array(&w);
            fields_copy(hits.list[i].filter, &w);
            jw_array_end(&w);
            jw_object_end(&w);
        }
        jw_array_end(&w);
        jw_object_end(&w);
    }
    hits_free(&hits);
}

static bool may_write_all(const struct sheets_call *call, const struct hits *hits)
{
    for (size_t i = 0; i < hits->count; i++)
        if (!values_may_write(call, &hits->list[i].target, ""))
            return false;
    return true;
}

void values_batch_clear_by_filter(const struct sheets_call *call, const struct json_value *body)
{
    struct hits hits = {0};
    if (values_knows(call, body, "", "dataFilters") &&
        data_filters_find(call, json_get(body, "dataFilters"), &hits) && may_write_all(call, &hits)) {
        struct json_writer w = json_writer(&call->reply->body);
        jw_object(&w);
        jw_member_string(&w, "spreadsheetId", call->spreadsheet_id);
        jw_key(&w, "clearedRanges");
        jw_array(&w);
        for (size_t i = 0; i < hits.count; i++) {
            values_clear_target(call, &hits.list[i].target);
            values_write_a1(hits.list[i].target.grid, hits.list[i].target.rect, &w);
        }
        jw_array_end(&w);
        jw_object_end(&w);
    }
    hits_free(&hits);
}

/* The one range that a filter of a write chooses. */
static bool judge(const struct sheets_call *call, const struct json_value *entry, const char *path,
                  struct pending *ret)
{
    struct hits hits = {0};
    bool good = data_filter_find(call, json_get(entry, "dataFilter"), &hits);
    if (good && hits.count != 1) {
        reply_refuse(call->reply, 400, "Invalid %s: the data filter matches %zu ranges.", path, hits.count);
        good = false;
    }
    good = good && pending_judge_target(call, &hits.list[0].target, entry, path, ret);
    hits_free(&hits);
    return good;
}

void values_batch_update_by_filter(const struct sheets_call *call, const struct json_value *body)
{
    values_batch_write(call, body, judge);
}
