/* DataFilters. */
#include "data_filter.h"

#include <stdlib.h>

enum { HITS_MOST = 2000 };

void hits_free(struct hits *hits)
{
    free(hits->list);
    *hits = (struct hits){0};
}

/* Past HITS_MOST ranges nothing is added. */
static void add(const struct json_value *filter, struct target target, struct hits *hits)
{
    struct hit *list = hits->count < HITS_MOST ? realloc(hits->list, sizeof *list * (hits->count + 1)) : NULL;
    if (!list)
        return;
    hits->list = list;
    list[hits->count++] = (struct hit){target, filter};
}

void hits_add(struct hits *hits, struct target target)
{
    add(NULL, target, hits);
}

static uint32_t index_of(const struct json_value *range, const char *name, uint32_t fallback)
{
    int64_t i = json_int(json_get(range, name), fallback);
    return i < 0 || i > INT32_MAX ? UINT32_MAX - 1 : (uint32_t)i;
}

struct rect data_filter_rect(const struct grid *g, const struct json_value *range)
{
    return (struct rect){index_of(range, "startRowIndex", 0), index_of(range, "startColumnIndex", 0),
                         index_of(range, "endRowIndex", g->rows),
                         index_of(range, "endColumnIndex", g->columns)};
}

bool data_filter_grid_range(const struct workbook *book, const struct json_value *range, struct target *ret)
{
    struct grid *g = workbook_by_id(book, (int32_t)json_int(json_get(range, "sheetId"), 0));
    if (!g)
        return false;
    *ret = (struct target){.grid = g, .rect = data_filter_rect(g, range)};
    return grid_contains(g, ret->rect);
}

/* What an entry is pinned to, in one tab. False: not in this one. */
static bool pinned_area(const struct pin *pin, struct grid *g, struct target *ret)
{
    struct rect all = {0, 0, g->rows, g->columns};
    if (pin->place != PIN_BOOK && pin->sheet_id != g->id)
        return false;
    if (pin->place == PIN_ROW)
        all.row = pin->first, all.end_row = pin->end;
    if (pin->place == PIN_COLUMN)
        all.column = pin->first, all.end_column = pin->end;
    *ret = (struct target){.grid = g, .rect = all};
    return grid_contains(g, all);
}

static void find_pinned(const struct sheets_call *call, const struct json_value *filter,
                        const struct json_value *lookup, struct hits *ret)
{
    const struct workbook *book = call->editor->book;
    struct target t;
    for (size_t i = 0; i < book->pins.count; i++)
        for (size_t g = 0; g < book->count && pin_matches(&book->pins.list[i], lookup); g++)
            if (pinned_area(&book->pins.list[i], book->tabs[g], &t))
                add(filter, t, ret);
}

bool data_filter_find(const struct sheets_call *call, const struct json_value *filter, struct hits *ret)
{
    const struct json_value *lookup = json_get(filter, "developerMetadataLookup"),
                            *range = json_get(filter, "gridRange");
    const char *a1 = json_text(json_get(filter, "a1Range"), NULL);
    struct target t;
    if (!values_knows(call, filter, "data_filters", "developerMetadataLookup gridRange a1Range"))
        return false;
    if (json_is_object(lookup)) {
        find_pinned(call, filter, lookup, ret);
        return true;
    }
    if (a1) {
        bool good = values_target(call, a1, &t);
        if (good)
            add(filter, t, ret);
        return good;
    }
    if (!json_is_object(range)) {
        reply_refuse(call->reply, 400, "Invalid dataFilter: no filter is set.");
        return false;
    }
    if (!data_filter_grid_range(call->editor->book, range, &t)) {
        reply_refuse(call->reply, 400,
                     "Invalid dataFilter: No grid with id: %lld, or the range exceeds its limits.",
                     (long long)json_int(json_get(range, "sheetId"), 0));
        return false;
    }
    add(filter, t, ret);
    return true;
}

bool data_filters_find(const struct sheets_call *call, const struct json_value *filters, struct hits *ret)
{
    for (size_t i = 0; i < json_length(filters); i++)
        if (!data_filter_find(call, json_at(filters, i), ret))
            return false;
    return true;
}

bool data_filter_takes(const struct sheets_call *call, const struct json_value *filter, const struct pin *pin)
{
    const struct json_value *lookup = json_get(filter, "developerMetadataLookup");
    struct hits hits = {0};
    struct target area;
    bool takes = false;
    if (json_is_object(lookup))
        return pin_matches(pin, lookup);
    if (data_filter_find(call, filter, &hits) && pinned_area(pin, hits.list[0].target.grid, &area)) {
        struct rect a = area.rect, b = hits.list[0].target.rect;
        takes = a.row >= b.row && a.end_row <= b.end_row && (pin->place == PIN_ROW || a.column >= b.column) &&
                (pin->place == PIN_ROW || a.end_column <= b.end_column);
    }
    hits_free(&hits);
    return takes;
}
