/* insertRange, deleteRange, and the requests that only look at a range. */
#include "batch.h"

#include <string.h>

void batch_carry(const struct batch *b, struct grid *g, uint32_t from_row, uint32_t from_column, uint32_t row,
                 uint32_t column)
{
    struct cell value = {0};
    const struct cell *from = grid_peek(g, from_row, from_column);
    if (from)
        cell_copy(&value, from);
    editor_set(&b->editor, g, row, column, &value);
    cell_free(&value);
}

/* The dimension along which cells make room or close ranks. False: refused. */
static bool read_shift(const struct batch *b, const struct json_value *args, bool *ret_rows)
{
    const char *dimension = json_text(json_get(args, "shiftDimension"), "");
    *ret_rows = strcmp(dimension, "ROWS") == 0;
    if (*ret_rows || strcmp(dimension, "COLUMNS") == 0)
        return true;
    return batch_refuse(b, "No shift dimension set.");
}

/* The last row or column of the grid's values that a shift of `r` may touch, and one more. */
static uint32_t used_end(const struct grid *g, bool rows)
{
    uint32_t end = 0;
    if (rows)
        return grid_used_rows(g);
    for (uint32_t r = 0; r < g->line_count; r++)
        end = grid_used_columns(g, r) > end ? grid_used_columns(g, r) : end;
    return end;
}

/* Sets each cell from `first` to `end` of the shifted dimension to the one `by` further on, or (back) before. */
static void shift_line(const struct batch *b, struct grid *g, bool rows, uint32_t line, struct rect r,
                       bool back)
{
    uint32_t first = rows ? r.row : r.column, by = rows ? r.end_row - r.row : r.end_column - r.column;
    uint32_t end = used_end(g, rows), size = rows ? g->rows : g->columns;
    end = back ? (end + by < size ? end + by : size) : end;
    for (uint32_t n = first; n < end; n++) {
        uint32_t to = back ? end - 1 - (n - first) : n;
        /* Before the shifted part there is nothing: UINT32_MAX is no place. */
        uint32_t from = back ? (to >= first + by ? to - by : UINT32_MAX) : to + by;
        if (rows)
            batch_carry(b, g, from, line, to, line);
        else
            batch_carry(b, g, line, from, line, to);
    }
}

static bool shift(struct batch *b, const struct json_value *args, bool back)
{
    struct grid *g;
    struct rect r;
    bool rows;
    if (!batch_range(b, json_get(args, "range"), &g, &r) || !read_shift(b, args, &rows))
        return false;
    uint32_t first = rows ? r.column : r.row, end = rows ? r.end_column : r.end_row,
             used = used_end(g, !rows);
    uint32_t by = rows ? r.end_row - r.row : r.end_column - r.column, size = rows ? g->rows : g->columns;
    uint32_t needed = used_end(g, rows) + by;
    bool grows = back && needed > size && used_end(g, rows) > (rows ? r.row : r.column);
    if (grows) {
        if (!batch_has_room(b, g, rows ? needed : g->rows, rows ? g->columns : needed))
            return false;
        editor_note(&b->editor, g, EDIT_GROW, size, needed - size);
        *(rows ? &g->rows : &g->columns) = needed;
    }
    for (uint32_t line = first; line < end && line < used; line++)
        shift_line(b, g, rows, line, r, back);
    return true;
}

bool batch_insert_range(struct batch *b, const struct json_value *args)
{
    return shift(b, args, true);
}

bool batch_delete_range(struct batch *b, const struct json_value *args)
{
    return shift(b, args, false);
}

bool batch_take_note(struct batch *b, const struct json_value *args)
{
    struct grid *g;
    struct rect r;
    const struct json_value *range = json_get(args, "range");
    return json_is_null(range) || json_is_null(json_get(range, "sheetId")) || batch_range(b, range, &g, &r);
}
