/* appendCells, updateCells, repeatCell: cells given one by one with their type. */
#include "batch.h"

#include "fields.h"
#include "utf8.h"

#include <string.h>

/* Which parts of a CellData a request sets. */
struct parts {
    bool value, format;
};

static bool read_parts(const struct batch *b, const struct json_value *args, struct parts *ret)
{
    struct fields f;
    const char *mask = json_text(json_get(args, "fields"), "");
    if (!mask[0])
        return batch_refuse(
            b, "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
    if (!fields_parse(mask, &f))
        return batch_refuse(b, "Invalid field mask '%s'", mask);
    *ret = (struct parts){fields_touch(&f, "userEnteredValue"),
                          fields_touch(&f, "userEnteredFormat.numberFormat")};
    return true;
}

static bool read_value(const struct batch *b, const struct json_value *v, struct cell *ret)
{
    const struct json_value *text = json_get(v, "stringValue"), *number = json_get(v, "numberValue"),
                            *truth = json_get(v, "boolValue"), *formula = json_get(v, "formulaValue");
    cell_clear(ret);
    if (json_is_string(text)) {
        const char *t = json_text(text, "");
        if (utf8_utf16_units(t, strlen(t)) > CELL_MAX_UNITS)
            return batch_refuse(
                b, "Your input contains more than the maximum of %d characters in a single cell.",
                CELL_MAX_UNITS);
        cell_set_text(ret, t);
    } else if (json_is_number(number)) {
        cell_set_number(ret, json_number(number, 0));
    } else if (!json_is_null(truth)) {
        cell_set_bool(ret, json_bool(truth, false));
    } else if (json_is_string(formula)) {
        cell_type(ret, json_text(formula, ""));
    }
    return true;
}

static bool put_cell(const struct batch *b, struct grid *g, uint32_t row, uint32_t column,
                     const struct json_value *data, struct parts parts)
{
    struct cell value = {0};
    bool good = !parts.value || read_value(b, json_get(data, "userEnteredValue"), &value);
    if (good && parts.value)
        editor_set(&b->editor, g, row, column, &value);
    if (good && parts.format && editor_may(&b->editor, g, (struct rect){row, column, row + 1, column + 1})) {
        const char *type = json_text(json_find(data, "userEnteredFormat.numberFormat.type"), "");
        grid_cell(g, row, column)->text_format = strcmp(type, "TEXT") == 0;
    }
    cell_free(&value);
    return good;
}

/* The cells of `rows` from (row, column) on, none past `limit`. */
static bool put_rows(const struct batch *b, struct grid *g, uint32_t row, uint32_t column, struct rect limit,
                     const struct json_value *rows, struct parts parts)
{
    for (size_t r = 0; r < json_length(rows); r++) {
        const struct json_value *cells = json_get(json_at(rows, r), "values");
        if (row + r >= limit.end_row)
            return batch_refuse(b, "Attempting to write row: %zu, beyond the last requested row of: %u",
                                row + r, limit.end_row - 1);
        for (size_t c = 0; c < json_length(cells); c++) {
            if (column + c >= limit.end_column)
                return batch_refuse(
                    b, "Attempting to write column: %zu, beyond the last requested column of: %u", column + c,
                    limit.end_column - 1);
            if (!put_cell(b, g, row + (uint32_t)r, column + (uint32_t)c, json_at(cells, c), parts))
                return false;
        }
    }
    return true;
}

bool batch_append_cells(struct batch *b, const struct json_value *args)
{
    struct parts parts;
    struct grid *g = batch_tab(b, args);
    const struct json_value *rows = json_get(args, "rows");
    if (!g || !read_parts(b, args, &parts))
        return false;
    uint32_t first = grid_used_rows(g);
    uint64_t needed = first + json_length(rows);
    if (needed > g->rows) {
        if (!batch_has_room(b, g, needed, g->columns))
            return false;
        editor_note(&b->editor, g, EDIT_GROW, g->rows, (uint32_t)needed - g->rows);
        g->rows = (uint32_t)needed;
    }
    return put_rows(b, g, first, 0, (struct rect){0, 0, g->rows, g->columns}, rows, parts);
}

bool batch_update_cells(struct batch *b, const struct json_value *args)
{
    struct parts parts;
    const struct json_value *start = json_get(args, "start"), *range = json_get(args, "range");
    struct grid *g = NULL;
    struct rect r = {0};
    if (!read_parts(b, args, &parts))
        return false;
    if (!json_is_null(range)) {
        if (!batch_range(b, range, &g, &r))
            return false;
        return put_rows(b, g, r.row, r.column, r, json_get(args, "rows"), parts);
    }
    g = batch_tab(b, start);
    if (!g)
        return false;
    int64_t row = json_int(json_get(start, "rowIndex"), 0),
            column = json_int(json_get(start, "columnIndex"), 0);
    if (row < 0 || column < 0 || row >= g->rows || column >= g->columns)
        return batch_refuse(b, "GridCoordinate (%lld, %lld) is outside of the grid", (long long)row,
                            (long long)column);
    return put_rows(b, g, (uint32_t)row, (uint32_t)column, (struct rect){0, 0, g->rows, g->columns},
                    json_get(args, "rows"), parts);
}

bool batch_repeat_cell(struct batch *b, const struct json_value *args)
{
    struct parts parts;
    struct grid *g;
    struct rect r;
    if (!read_parts(b, args, &parts) || !batch_range(b, json_get(args, "range"), &g, &r))
        return false;
    for (uint32_t row = r.row; row < r.end_row; row++)
        for (uint32_t column = r.column; column < r.end_column; column++)
            if (!put_cell(b, g, row, column, json_get(args, "cell"), parts))
                return false;
    return true;
}
