/* values:append with the drift that real clients suffer from, and values:clear.
 * The table is the last block of values that the range touches. After a row [x, "", y] the last block of the
 * whole sheet is y's, so the next row lands in y's column (recorded from the real service: issues
 * gspread#537, #575, #603). */
#include "pending_writes.h"

#include <string.h>

/* The last value of the range in reading order; false: the range is empty. */
static bool last_value(const struct target *t, uint32_t *ret_row, uint32_t *ret_column)
{
    uint32_t end = grid_used_rows(t->grid);
    for (uint32_t r = end < t->rect.end_row ? end : t->rect.end_row; r-- > t->rect.row;)
        for (uint32_t c = t->rect.end_column; c-- > t->rect.column;) {
            const struct cell *cell = grid_peek(t->grid, r, c);
            if (cell && cell->kind != CELL_EMPTY) {
                *ret_row = r;
                *ret_column = c;
                return true;
            }
        }
    return false;
}

/* Makes the grid as big as `area` asks for; Google grows rows and columns for an append. */
static bool grow(const struct sheets_call *call, struct grid *g, struct rect area)
{
    uint64_t rows = area.end_row > g->rows ? area.end_row : g->rows;
    uint64_t columns = area.end_column > g->columns ? area.end_column : g->columns;
    uint64_t others = workbook_cells(call->editor->book) - (uint64_t)g->rows * g->columns;
    if (others + rows * columns > WORKBOOK_MAX_CELLS) {
        reply_refuse(
            call->reply, 400,
            "This action would increase the number of cells in the workbook above the limit of %d cells.",
            WORKBOOK_MAX_CELLS);
        return false;
    }
    if (rows > g->rows || columns > g->columns)
        editor_note(call->editor, g, EDIT_GROW, g->rows, (uint32_t)(rows - g->rows));
    g->rows = (uint32_t)rows;
    g->columns = (uint32_t)columns;
    return true;
}

static void answer(const struct sheets_call *call, const struct pending *p, const struct rect *table,
                   const struct write_options *o)
{
    struct counts n = pending_apply(call, p, o->input);
    struct json_writer w = json_writer(&call->reply->body);
    jw_object(&w);
    jw_member_string(&w, "spreadsheetId", call->spreadsheet_id);
    if (table) {
        jw_key(&w, "tableRange");
        values_write_a1(p->target.grid, *table, &w);
    }
    jw_key(&w, "updates");
    pending_write_update(call, p, n, o, &w);
    jw_object_end(&w);
}

/* With a colon in the title the real service takes the first free cell for the whole place (gspread#551,
 * #822). False: refused. */
static bool fits_a_narrow_tab(const struct sheets_call *call, const struct pending *p)
{
    const struct target *t = &p->target;
    struct pending corner = *p;
    corner.target.rect.end_row = t->rect.row + 1;
    corner.target.rect.end_column = t->rect.column + 1;
    return !values_is_narrow(call, t->grid) || pending_keeps_within(call, &corner);
}

void values_append(const struct sheets_call *call, const char *range, const struct form *query,
                   const struct json_value *body)
{
    struct write_options o;
    struct pending p;
    struct target t;
    const char *insert = form_get(query, "insertDataOption", "OVERWRITE");
    violations_add(call->violations, "values_append", "values:append is not idempotent");
    if (!write_options_query(call, query, &o) ||
        !pending_judge_values(call, body, "", "range majorDimension values", &p) ||
        !values_target(call, range, &t))
        return;
    if (strcmp(insert, "OVERWRITE") != 0 && strcmp(insert, "INSERT_ROWS") != 0) {
        reply_refuse(call->reply, 400, "Invalid value at 'insert_data_option', \"%s\"", insert);
        return;
    }
    uint32_t row, column, rows, columns;
    bool table = last_value(&t, &row, &column);
    struct rect block = table ? grid_block(t.grid, row, column) : t.rect;
    pending_extent(&p, &rows, &columns);
    uint32_t top = table ? block.end_row : block.row;
    p.target = (struct target){t.grid, {top, block.column, top + rows, block.column + columns}, false};
    if (!fits_a_narrow_tab(call, &p) || !values_may_write(call, &p.target, ""))
        return;
    if (strcmp(insert, "INSERT_ROWS") == 0 && top < t.grid->rows && rows) {
        grid_insert_rows(t.grid, top, rows);
        editor_note(call->editor, t.grid, EDIT_INSERT_ROWS, top, rows);
    }
    if (grow(call, t.grid, p.target.rect))
        answer(call, &p, table ? &block : NULL, &o);
}

void values_clear_target(const struct sheets_call *call, const struct target *t)
{
    static const struct cell empty;
    uint32_t used = grid_used_rows(t->grid);
    for (uint32_t r = t->rect.row; r < t->rect.end_row && r < used; r++)
        for (uint32_t c = t->rect.column; c < t->rect.end_column && c < grid_used_columns(t->grid, r); c++)
            editor_set(call->editor, t->grid, r, c, &empty);
}

void values_clear(const struct sheets_call *call, const char *range)
{
    struct target t;
    if (!values_target(call, range, &t) || !values_may_write(call, &t, ""))
        return;
    values_clear_target(call, &t);
    struct json_writer w = json_writer(&call->reply->body);
    jw_object(&w);
    jw_member_string(&w, "spreadsheetId", call->spreadsheet_id);
    jw_key(&w, "clearedRange");
    values_write_a1(t.grid, t.rect, &w);
    jw_object_end(&w);
}

void values_batch_clear(const struct sheets_call *call, const struct json_value *body)
{
    const struct json_value *ranges = json_get(body, "ranges");
    struct target t;
    if (!values_knows(call, body, "", "ranges"))
        return;
    for (size_t i = 0; i < json_length(ranges); i++)
        if (!values_target(call, json_text(json_at(ranges, i), ""), &t) || !values_may_write(call, &t, ""))
            return;
    struct json_writer w = json_writer(&call->reply->body);
    jw_object(&w);
    jw_member_string(&w, "spreadsheetId", call->spreadsheet_id);
    jw_key(&w, "clearedRanges");
    jw_array(&w);
    for (size_t i = 0; i < json_length(ranges); i++) {
        values_target(call, json_text(json_at(ranges, i), ""), &t);
        values_clear_target(call, &t);
        values_write_a1(t.grid, t.rect, &w);
    }
    jw_array_end(&w);
    jw_object_end(&w);
}
