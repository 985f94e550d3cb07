/* Reading values: get, batchGet, and what the writing calls share with them. */
#include "values.h"

#include <string.h>

bool values_is_narrow(const struct sheets_call *call, const struct grid *grid)
{
    return call->quirks.colon_titles && strchr(grid->title, ':');
}

bool values_target(const struct sheets_call *call, const char *range, struct target *ret_target)
{
    struct a1 a;
    struct grid *grid = a1_parse(range, &a) ? workbook_by_title(call->editor->book, a.title) : NULL;
    if (!grid) {
        reply_refuse(call->reply, 400, "Unable to parse range: %s", range);
        return false;
    }
    struct rect rect = grid_close(grid, a.rect);
    if (!grid_contains(grid, rect)) {
        struct buffer text;
        buffer_init(&text, 4 * A1_MAX_TITLE);
        if (rect.end_row <= rect.row)
            rect.end_row = rect.row + 1;
        if (rect.end_column <= rect.column)
            rect.end_column = rect.column + 1;
        a1_write(&text, grid->title, rect);
        reply_refuse(call->reply, 400, "Range (%s) exceeds grid limits. Max rows: %u, max columns: %u",
                     buffer_string(&text), grid->rows, grid->columns);
        buffer_free(&text);
        return false;
    }
    *ret_target = (struct target){grid, rect, a.one_cell && !values_is_narrow(call, grid)};
    return true;
}

static void refuse_enum(const struct sheets_call *call, const char *field, const char *type,
                        const char *value)
{
    reply_refuse_field(call->reply, field,
                       "Invalid value at '%s' (type.googleapis.com/google.apps.sheets.v4.%s), \"%s\"", field,
                       type, value);
}

/* Index of `value` in `names`, the first being the default; -1: refused. */
static int choose(const struct sheets_call *call, const char *field, const char *type, const char *value,
                  const char *const names[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!value[0] || strcmp(value, names[i]) == 0)
            return (int)i;
    refuse_enum(call, field, type, value);
    return -1;
}

bool values_read_options(const struct sheets_call *call, const char *dimension, const char *render,
                         const char *dates, struct read_options *ret_options)
{
    static const char *const dimensions[] = {"ROWS", "COLUMNS", "DIMENSION_UNSPECIFIED"};
    static const char *const renders[] = {[CELL_FORMATTED] = "FORMATTED_VALUE",
                                          [CELL_UNFORMATTED] = "UNFORMATTED_VALUE",
                                          [CELL_FORMULA] = "FORMULA"};
    static const char *const date_options[] = {"SERIAL_NUMBER", "FORMATTED_STRING"};
    int by = choose(call, "major_dimension", "Dimension", dimension, dimensions, 3);
    int as = by < 0 ? -1 : choose(call, "value_render_option", "ValueRenderOption", render, renders, 3);
    int day =
        as < 0 ? -1 : choose(call, "date_time_render_option", "DateTimeRenderOption", dates, date_options, 2);
    if (day < 0)
        return false;
    *ret_options = (struct read_options){by == 1 ? BY_COLUMNS : BY_ROWS, (enum cell_render)as, day == 1};
    return true;
}

bool values_read_options_query(const struct sheets_call *call, const struct form *query,
                               struct read_options *ret_options)
{
    return values_read_options(call, form_get(query, "majorDimension", ""),
                               form_get(query, "valueRenderOption", ""),
                               form_get(query, "dateTimeRenderOption", ""), ret_options);
}

bool values_read_options_body(const struct sheets_call *call, const struct json_value *body,
                              const char *prefix, struct read_options *ret_options)
{
    bool response = prefix[0];
    const char *render = response ? "responseValueRenderOption" : "valueRenderOption",
               *dates = response ? "responseDateTimeRenderOption" : "dateTimeRenderOption";
    return values_read_options(call, response ? "" : json_text(json_get(body, "majorDimension"), ""),
                               json_text(json_get(body, render), ""), json_text(json_get(body, dates), ""),
                               ret_options);
}

void values_write_a1(const struct grid *g, struct rect rect, struct json_writer *w)
{
    struct buffer text;
    buffer_init(&text, 4 * A1_MAX_TITLE);
    a1_write(&text, g->title, rect);
    jw_string(w, buffer_string(&text));
    buffer_free(&text);
}

/* The cell at `item` of `line`, along the major dimension. */
static const struct cell *cell_at(const struct target *t, enum dimension dimension, uint32_t line,
                                  uint32_t item)
{
    uint32_t row = t->rect.row + (dimension == BY_ROWS ? line : item);
    uint32_t column = t->rect.column + (dimension == BY_ROWS ? item : line);
    const struct cell *c = grid_peek(t->grid, row, column);
    return c && c->kind != CELL_EMPTY ? c : NULL;
}

/* Items of a line up to its last value. */
static uint32_t used_items(const struct target *t, enum dimension dimension, uint32_t line, uint32_t most)
{
    uint32_t n = most;
    while (n > 0 && !cell_at(t, dimension, line, n - 1))
        n--;
    return n;
}

static void write_line(const struct target *t, struct read_options o, uint32_t line, uint32_t items,
                       struct json_writer *w)
{
    static const struct cell empty;
    jw_array(w);
    for (uint32_t i = 0; i < items; i++) {
        const struct cell *c = cell_at(t, o.dimension, line, i);
        bool as_text = c && c->is_date && o.dates_as_text;
        cell_write_value(c ? c : &empty, as_text ? CELL_FORMATTED : o.render, w);
    }
    jw_array_end(w);
}

void values_write_range(const struct target *t, struct read_options o, struct json_writer *w)
{
    /* Nothing stands past the used rows: this keeps reading a whole column of a big grid cheap. */
    uint32_t used = grid_used_rows(t->grid), rows = t->rect.end_row < used ? t->rect.end_row : used;
    rows = rows > t->rect.row ? rows - t->rect.row : 0;
    uint32_t columns = t->rect.end_column - t->rect.column;
    uint32_t lines = o.dimension == BY_ROWS ? rows : columns, items = o.dimension == BY_ROWS ? columns : rows;
    while (lines > 0 && used_items(t, o.dimension, lines - 1, items) == 0)
        lines--;
    jw_object(w);
    jw_key(w, "range");
    values_write_a1(t->grid, t->rect, w);
    jw_member_string(w, "majorDimension", o.dimension == BY_ROWS ? "ROWS" : "COLUMNS");
    if (lines > 0) {
        jw_key(w, "values");
        jw_array(w);
        for (uint32_t l = 0; l < lines; l++)
            write_line(t, o, l, used_items(t, o.dimension, l, items), w);
        jw_array_end(w);
    }
    jw_object_end(w);
}

void values_get(const struct sheets_call *call, const char *range, const struct form *query)
{
    struct target t;
    struct read_options o;
    if (!values_read_options_query(call, query, &o) || !values_target(call, range, &t))
        return;
    struct json_writer w = json_writer(&call->reply->body);
    values_write_range(&t, o, &w);
}

void values_batch_get(const struct sheets_call *call, const struct form *query)
{
    struct read_options o;
    if (!values_read_options_query(call, query, &o))
        return;
    struct json_writer w = json_writer(&call->reply->body);
    jw_object(&w);
    jw_member_string(&w, "spreadsheetId", call->spreadsheet_id);
    jw_key(&w, "valueRanges");
    jw_array(&w);
    const char *range;
    for (size_t i = 0; (range = form_nth(query, "ranges", i)); i++) {
        struct target t;
        if (!values_target(call, range, &t))
            return;
        values_write_range(&t, o, &w);
    }
    jw_array_end(&w);
    jw_object_end(&w);
}

struct known_check {
    const struct sheets_call *call;
    const char *path, *known;
};

static bool check_member(void *ctx, const char *name, const struct json_value *v)
{
    (void)v;
    const struct known_check *check = ctx;
    size_t length = strlen(name);
    for (const char *p = check->known; length && (p = strstr(p, name)); p += length)
        if ((p == check->known || p[-1] == ' ') && (p[length] == '\0' || p[length] == ' '))
            return true;
    if (check->path[0])
        reply_refuse_field(check->call->reply, check->path,
                           "Invalid JSON payload received. Unknown name \"%s\" at '%s': Cannot find field.",
                           name, check->path);
    else
        reply_refuse_field(check->call->reply, "",
                           "Invalid JSON payload received. Unknown name \"%s\": Cannot find field.", name);
    return false;
}

bool values_knows(const struct sheets_call *call, const struct json_value *object, const char *path,
                  const char *known)
{
    struct known_check check = {call, path, known};
    if (json_is_object(object))
        json_each(object, check_member, &check);
    return !reply_refused(call->reply);
}
