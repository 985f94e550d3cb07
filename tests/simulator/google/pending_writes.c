/* Judging and applying one value range. */
#include "pending_writes.h"

#include "protection_json.h"

#include <stdlib.h>
#include <string.h>

static const struct json_value *element(const struct pending *p, uint32_t row, uint32_t column)
{
    uint32_t r = row - p->target.rect.row, c = column - p->target.rect.column;
    const struct json_value *line = json_at(p->values, p->dimension == BY_ROWS ? r : c);
    return json_at(line, p->dimension == BY_ROWS ? c : r);
}

static bool judge_elements(const struct sheets_call *call, const struct pending *p)
{
    for (size_t l = 0; l < json_length(p->values); l++) {
        const struct json_value *line = json_at(p->values, l);
        if (!json_is_array(line)) {
            reply_refuse_field(
                call->reply, "data.values",
                "Invalid value at 'data.values' (type.googleapis.com/google.protobuf.ListValue), \"%s\"",
                json_text(line, ""));
            return false;
        }
        for (size_t i = 0; i < json_length(line); i++) {
            enum cell_entry judged = cell_judge(json_at(line, i));
            if (judged == CELL_TOO_LONG)
                reply_refuse(call->reply, 400,
                             "Your input contains more than the maximum of %d characters in a single cell.",
                             CELL_MAX_UNITS);
            else if (judged == CELL_NOT_SCALAR)
                reply_refuse(call->reply, 400, "Invalid values[%zu][%zu]: %s", l, i,
                             json_is_array(json_at(line, i)) ? "list_value {}" : "struct_value {}");
            if (reply_refused(call->reply))
                return false;
        }
    }
    return true;
}

void pending_extent(const struct pending *p, uint32_t *ret_rows, uint32_t *ret_columns)
{
    uint32_t lines = (uint32_t)json_length(p->values), items = 0;
    for (uint32_t l = 0; l < lines; l++) {
        uint32_t n = (uint32_t)json_length(json_at(p->values, l));
        items = n > items ? n : items;
    }
    *ret_rows = p->dimension == BY_ROWS ? lines : items;
    *ret_columns = p->dimension == BY_ROWS ? items : lines;
}

static bool refuse_outside(const struct sheets_call *call, const struct target *t, bool row, uint32_t at)
{
    struct buffer range, place;
    buffer_init(&range, 4 * A1_MAX_TITLE);
    buffer_init(&place, 16);
    a1_write(&range, t->grid->title, t->rect);
    if (row)
        buffer_format(&place, "%u", at + 1);
    else
        a1_write_column(&place, at);
    reply_refuse(call->reply, 400, "Requested writing within range [%s], but tried writing to %s [%s]",
                 buffer_string(&range), row ? "row" : "column", buffer_string(&place));
    buffer_free(&range);
    buffer_free(&place);
    return false;
}

bool pending_keeps_within(const struct sheets_call *call, const struct pending *p)
{
    uint32_t rows, columns;
    pending_extent(p, &rows, &columns);
    const struct rect *r = &p->target.rect;
    if (rows > r->end_row - r->row)
        return refuse_outside(call, &p->target, true, r->end_row);
    if (columns > r->end_column - r->column)
        return refuse_outside(call, &p->target, false, r->end_column);
    return true;
}

/* Shrinks the target to the area of the values; refuses values that reach over it or over the grid. */
static bool fit(const struct sheets_call *call, struct pending *p)
{
    uint32_t rows, columns;
    pending_extent(p, &rows, &columns);
    struct target *t = &p->target;
    struct rect area = {t->rect.row, t->rect.column, t->rect.row + rows, t->rect.column + columns};
    if (!t->one_cell && !pending_keeps_within(call, p))
        return false;
    if (area.end_row > t->grid->rows || area.end_column > t->grid->columns) {
        struct buffer text;
        buffer_init(&text, 4 * A1_MAX_TITLE);
        a1_write(&text, t->grid->title, area);
        reply_refuse(call->reply, 400, "Range (%s) exceeds grid limits. Max rows: %u, max columns: %u",
                     buffer_string(&text), t->grid->rows, t->grid->columns);
        buffer_free(&text);
        return false;
    }
    t->rect = area;
    return true;
}

bool pending_judge_values(const struct sheets_call *call, const struct json_value *value_range,
                          const char *path, const char *members, struct pending *ret)
{
    struct read_options o;
    if (!values_knows(call, value_range, path, members) ||
        !values_read_options(call, json_text(json_get(value_range, "majorDimension"), ""), "", "", &o))
        return false;
    *ret = (struct pending){.values = json_get(value_range, "values"), .dimension = o.dimension};
    return judge_elements(call, ret);
}

bool pending_judge(const struct sheets_call *call, const char *range, const struct json_value *value_range,
                   const char *path, struct pending *ret)
{
    const char *own = json_text(json_get(value_range, "range"), NULL);
    if (!pending_judge_values(call, value_range, path, "range majorDimension values", ret))
        return false;
    if (range && own && strcmp(range, own) != 0) {
        reply_refuse(call->reply, 400, "Requested writing within range [%s], but the body names range [%s]",
                     range, own);
        return false;
    }
    if (!range)
        range = own ? own : "";
    return values_target(call, range, &ret->target) && fit(call, ret) &&
           values_may_write(call, &ret->target, path);
}

bool pending_judge_target(const struct sheets_call *call, const struct target *target,
                          const struct json_value *value_range, const char *path, struct pending *ret)
{
    if (!pending_judge_values(call, value_range, path, "dataFilter majorDimension values", ret))
        return false;
    ret->target = *target;
    ret->filter = json_get(value_range, "dataFilter");
    return fit(call, ret) && values_may_write(call, &ret->target, path);
}

bool values_may_write(const struct sheets_call *call, const struct target *t, const char *path)
{
    if (editor_may(call->editor, t->grid, t->rect))
        return true;
    if (path[0])
        reply_refuse(call->reply, 400, "Invalid %s: %s", path, protection_refusal);
    else
        reply_refuse(call->reply, 400, "%s", protection_refusal);
    return false;
}

struct counts pending_apply(const struct sheets_call *call, const struct pending *p, enum cell_input how)
{
    struct rect area = p->target.rect;
    struct counts n = {0};
    bool *columns = calloc((size_t)(area.end_column - area.column) + 1, sizeof *columns);
    if (!columns)
        abort();
    for (uint32_t r = area.row; r < area.end_row; r++) {
        uint32_t before = n.cells;
        for (uint32_t c = area.column; c < area.end_column; c++) {
            struct cell value = {0};
            const struct cell *now = grid_peek(p->target.grid, r, c);
            value.text_format = now && now->text_format;
            if (cell_enter(&value, element(p, r, c), how) == CELL_ENTERED) {
                editor_set(call->editor, p->target.grid, r, c, &value);
                columns[c - area.column] = true;
                n.cells++;
            }
            cell_free(&value);
        }
        n.rows += n.cells > before;
    }
    for (uint32_t c = 0; c < area.end_column - area.column; c++)
        n.columns += columns[c];
    free(columns);
    return n;
}
