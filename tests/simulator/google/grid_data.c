/* GridData. */
#include "grid_data.h"

enum { ROW_PIXELS = 21, COLUMN_PIXELS = 100 };

static bool is_bare(const struct cell *c)
{
    return !c || (c->kind == CELL_EMPTY && !c->text_format);
}

static void write_cell(const struct cell *c, struct json_writer *w)
{
    jw_object(w);
    if (c && c->kind != CELL_EMPTY) {
        jw_key(w, "userEnteredValue");
        cell_write_extended(c, true, w);
        jw_key(w, "effectiveValue");
        cell_write_extended(c, false, w);
        jw_key(w, "formattedValue");
        cell_write_value(c, CELL_FORMATTED, w);
    }
    if (c && c->text_format) {
        jw_key(w, "userEnteredFormat");
        jw_object(w);
        jw_key(w, "numberFormat");
        jw_object(w);
        jw_member_string(w, "type", "TEXT");
        jw_object_end(w);
        jw_object_end(w);
    }
    jw_object_end(w);
}

/* Columns of the row, from the range's first one, up to the last that holds something. */
static uint32_t used_columns(const struct target *t, uint32_t row)
{
    uint32_t n = t->rect.end_column;
    while (n > t->rect.column && is_bare(grid_peek(t->grid, row, n - 1)))
        n--;
    return n - t->rect.column;
}

static void write_rows(const struct target *t, struct json_writer *w)
{
    uint32_t end = t->rect.end_row < t->grid->line_count ? t->rect.end_row : t->grid->line_count;
    while (end > t->rect.row && used_columns(t, end - 1) == 0)
        end--;
    if (end <= t->rect.row)
        return;
    jw_key(w, "rowData");
    jw_array(w);
    for (uint32_t r = t->rect.row; r < end; r++) {
        uint32_t columns = used_columns(t, r);
        jw_object(w);
        if (columns) {
            jw_key(w, "values");
            jw_array(w);
            for (uint32_t c = 0; c < columns; c++)
                write_cell(grid_peek(t->grid, r, t->rect.column + c), w);
            jw_array_end(w);
        }
        jw_object_end(w);
    }
    jw_array_end(w);
}

static void write_sizes(const char *name, uint32_t count, int pixels, struct json_writer *w)
{
    jw_key(w, name);
    jw_array(w);
    for (uint32_t i = 0; i < count; i++) {
        jw_object(w);
        jw_member_int(w, "pixelSize", pixels);
        jw_object_end(w);
    }
    jw_array_end(w);
}

void grid_data_write(const struct target *t, struct json_writer *w)
{
    jw_object(w);
    if (t->rect.row)
        jw_member_int(w, "startRow", t->rect.row);
    if (t->rect.column)
        jw_member_int(w, "startColumn", t->rect.column);
    write_rows(t, w);
    write_sizes("rowMetadata", t->rect.end_row - t->rect.row, ROW_PIXELS, w);
    write_sizes("columnMetadata", t->rect.end_column - t->rect.column, COLUMN_PIXELS, w);
    jw_object_end(w);
}
