/* appendDimension, insertDimension, deleteDimension, moveDimension, sortRange. */
#include "batch.h"

#include "protection_json.h"

#include <string.h>

struct span {
    struct grid *grid;
    bool rows;
    uint32_t first, end;
};

static bool read_dimension(const struct batch *b, const struct json_value *owner, bool *ret_rows)
{
    const char *dimension = json_text(json_get(owner, "dimension"), "");
    *ret_rows = strcmp(dimension, "ROWS") == 0;
    if (*ret_rows || strcmp(dimension, "COLUMNS") == 0)
        return true;
    return batch_refuse(b, "No dimension set.");
}

static bool read_span(const struct batch *b, const struct json_value *range, bool inside, struct span *ret)
{
    struct grid *g = batch_tab(b, range);
    if (!g || !read_dimension(b, range, &ret->rows))
        return false;
    uint32_t size = ret->rows ? g->rows : g->columns;
    int64_t first = json_int(json_get(range, "startIndex"), 0),
            end = json_int(json_get(range, "endIndex"), size);
    if (first < 0 || end <= first || first > size || (inside && end > size) || end > WORKBOOK_MAX_CELLS)
        return batch_refuse(b, "Cannot use indices [%lld, %lld): the sheet has %u %s.", (long long)first,
                            (long long)end, size, ret->rows ? "rows" : "columns");
    ret->grid = g;
    ret->first = (uint32_t)first;
    ret->end = (uint32_t)end;
    return true;
}

bool batch_append_dimension(struct batch *b, const struct json_value *args)
{
    bool rows;
    struct grid *g = batch_tab(b, args);
    int64_t length = json_int(json_get(args, "length"), 0);
    if (!g || !read_dimension(b, args, &rows))
        return false;
    if (length < 1 || length > WORKBOOK_MAX_CELLS)
        return batch_refuse(b, "Length must be positive.");
    if (!batch_has_room(b, g, g->rows + (rows ? (uint64_t)length : 0),
                        g->columns + (rows ? 0 : (uint64_t)length)))
        return false;
    editor_note(&b->editor, g, EDIT_GROW, rows ? g->rows : 0, (uint32_t)length);
    *(rows ? &g->rows : &g->columns) += (uint32_t)length;
    return true;
}

bool batch_insert_dimension(struct batch *b, const struct json_value *args)
{
    struct span s;
    if (!read_span(b, json_get(args, "range"), false, &s))
        return false;
    uint32_t count = s.end - s.first;
    if (!batch_has_room(b, s.grid, s.grid->rows + (s.rows ? count : 0),
                        s.grid->columns + (s.rows ? 0 : count)))
        return false;
    if (s.rows)
        grid_insert_rows(s.grid, s.first, count);
    else
        grid_insert_columns(s.grid, s.first, count);
    editor_note(&b->editor, s.grid, s.rows ? EDIT_INSERT_ROWS : EDIT_INSERT_COLUMNS, s.first, count);
    return true;
}

bool batch_delete_dimension(struct batch *b, const struct json_value *args)
{
    struct span s;
    if (!read_span(b, json_get(args, "range"), true, &s))
        return false;
    if (s.first == 0 && s.end == (s.rows ? s.grid->rows : s.grid->columns))
        return batch_refuse(b, "You can't delete all the %s on the sheet.", s.rows ? "rows" : "columns");
    if (s.rows)
        grid_delete_rows(s.grid, s.first, s.end);
    else
        grid_delete_columns(s.grid, s.first, s.end);
    editor_note(&b->editor, s.grid, s.rows ? EDIT_DELETE_ROWS : EDIT_DELETE_COLUMNS, s.first,
                s.end - s.first);
    return true;
}

bool batch_move_dimension(struct batch *b, const struct json_value *args)
{
    struct span s;
    int64_t to = json_int(json_get(args, "destinationIndex"), 0);
    if (!read_span(b, json_get(args, "source"), true, &s))
        return false;
    uint32_t size = s.rows ? s.grid->rows : s.grid->columns;
    if (to < 0 || to > size || (to > s.first && to < s.end))
        return batch_refuse(b, "Invalid destinationIndex: %lld.", (long long)to);
    if (s.rows)
        grid_move_rows(s.grid, s.first, s.end, (uint32_t)to);
    else
        grid_move_columns(s.grid, s.first, s.end, (uint32_t)to);
    editor_note(&b->editor, s.grid, s.rows ? EDIT_MOVE_ROWS : EDIT_MOVE_COLUMNS, s.first, s.end - s.first);
    return true;
}

bool batch_sort_range(struct batch *b, const struct json_value *args)
{
    struct grid *g;
    struct rect r;
    const struct json_value *specs = json_get(args, "sortSpecs");
    if (!batch_range(b, json_get(args, "range"), &g, &r))
        return false;
    if (!editor_may(&b->editor, g, r))
        return batch_refuse(b, "%s", protection_refusal);
    /* The last specification first: the sort is stable. */
    for (size_t i = json_length(specs); i-- > 0;) {
        const struct json_value *spec = json_at(specs, i);
        int64_t column = json_int(json_get(spec, "dimensionIndex"), 0);
        if (column < r.column || column >= r.end_column)
            return batch_refuse(b, "The sort column %lld is outside of the range.", (long long)column);
        grid_sort(g, r, (uint32_t)column,
                  strcmp(json_text(json_get(spec, "sortOrder"), ""), "DESCENDING") == 0);
        editor_note(&b->editor, g, EDIT_SORT, (uint32_t)column, 1);
    }
    return true;
}
