/* Tolerant reading of Sheets answers. */
#include "replies.h"

#include "cell.h"
#include "json_value.h"
#include "requests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void api_tabs_free(struct api_tabs *tabs)
{
    for (size_t i = 0; i < tabs->count; i++)
        free(tabs->tabs[i].title);
    free(tabs->tabs);
    *tabs = (struct api_tabs){0};
}

static bool is_grid(const struct json_value *properties)
{
    return strcmp(json_text(json_get(properties, "sheetType"), "GRID"), "GRID") == 0;
}

static void take_tab(const struct json_value *properties, struct api_tab *ret_tab)
{
    *ret_tab = (struct api_tab){
        .title = strdup(json_text(json_get(properties, "title"), "")),
        .sheet_id = json_int(json_get(properties, "sheetId"), 0), /* left out when it is 0 */
        .rows = (uint32_t)json_int(json_find(properties, "gridProperties.rowCount"), 0),
        .columns = (uint32_t)json_int(json_find(properties, "gridProperties.columnCount"),
                                      COLUMNS), /* not said: wide enough */
    };
    if (!ret_tab->title)
        abort();
}

static void take_tabs(const struct json_value *sheets, struct api_tabs *ret_tabs)
{
    size_t count = json_length(sheets);
    *ret_tabs = (struct api_tabs){.tabs = calloc(count ? count : 1, sizeof(struct api_tab))};
    if (!ret_tabs->tabs)
        abort();
    for (size_t i = 0; i < count; i++) {
        const struct json_value *properties = json_get(json_at(sheets, i), "properties");
        if (is_grid(properties))
            take_tab(properties, &ret_tabs->tabs[ret_tabs->count++]);
    }
}

struct err reply_tabs(const char *body, size_t length, struct api_tabs *ret_tabs)
{
    struct json_value *document = NULL;
    struct err e = json_parse(body, length, &document);
    const struct json_value *sheets = json_get(document, "sheets");
    if (!err_is(e) && !json_is_array(sheets))
        e = err_make(ERR_SYNTAX, "replies.tabs", 0);
    if (!err_is(e))
        take_tabs(sheets, ret_tabs);
    json_destroy(&document);
    return e;
}

/* A cell as text: what is not text was typed by a person. `room` holds numbers. */
static const char *cell_text(const struct json_value *cell, char room[32])
{
    if (json_is_string(cell))
        return json_text(cell, "");
    if (json_is_number(cell))
        snprintf(room, 32, "%.15g", json_number(cell, 0));
    else
        snprintf(room, 32, "%s", json_is_null(cell) ? "" : json_bool(cell, false) ? "TRUE" : "FALSE");
    return room;
}

/* Does column A mean that key, however it is written? The key "" is an empty cell. */
static bool means(const char *text, const char *key)
{
    uint64_t id = 0, wanted = 0;
    if (!key[0])
        return !text[0];
    return id_form_read(text, &id) != ID_NONE && cell_id(key, &wanted) && id == wanted;
}

static void type_cell(const struct json_value *cell, struct buffer *out)
{
    buffer_clear(out);
    const char *text = json_text(cell, "");
    if (json_is_number(cell)) {
        buffer_format(out, "n%.17g", json_number(cell, 0));
    } else if (!json_is_string(cell) && !json_is_null(cell)) {
        buffer_text(out, json_bool(cell, false) ? "b1" : "b0");
    } else if (text[0]) {
        buffer_char(out, 's');
        buffer_text(out, text);
    }
}

static void take_others_row(struct foreign_rows *foreign, uint32_t place, const struct json_value *row)
{
    struct buffer cells[FOREIGN_CELLS];
    const char *texts[FOREIGN_CELLS];
    for (size_t i = 0; i < FOREIGN_CELLS; i++) {
        buffer_init(&cells[i], FOREIGN_BYTES_MAX);
        type_cell(json_at(row, i), &cells[i]);
        texts[i] = buffer_string(&cells[i]);
    }
    (void)foreign_rows_add(foreign, place, texts);
    for (size_t i = 0; i < FOREIGN_CELLS; i++)
        buffer_free(&cells[i]);
}

static void take_row(struct row_map *map, struct foreign_rows *foreign, uint32_t place,
                     const struct json_value *row)
{
    char rooms[3][32];
    uint64_t id = 0;
    const struct json_value *key = json_at(row, 0);
    enum id_form form = id_form_read(json_text(key, ""), &id);
    const char *b = cell_text(json_at(row, 1), rooms[0]), *c = cell_text(json_at(row, 2), rooms[1]);
    const char *d = cell_text(json_at(row, 3), rooms[2]);
    if (form != ID_NONE) {
        row_map_add_row(map,
                        &(struct map_row){.id = id, .place = place, .id_form = form, .b = b, .c = c, .d = d});
        return;
    }
    if (json_text(key, "")[0] == '=')
        row_map_add_formula(map, place);
    if (json_number(key, 0) >= 1e14)
        row_map_add_rounded(map, place, json_number(key, 0), b, c, d);
    take_others_row(foreign, place, row);
}

struct err reply_rows(const char *body, size_t length, struct row_map *map, struct foreign_rows *foreign)
{
    struct json_value *document = NULL;
    struct err e = json_parse(body, length, &document);
    const struct json_value *values = json_get(document, "values");
    if (!err_is(e) && (!json_is_object(document) || (!json_is_null(values) && !json_is_array(values)) ||
                       !json_is_string(json_get(document, "range"))))
        e = err_make(ERR_SYNTAX, "replies.rows", 0);
    for (size_t i = 0; !err_is(e) && i < json_length(values); i++) /* an empty sheet has no `values` at all */
        take_row(map, foreign, (uint32_t)i + 1, json_at(values, i));
    json_destroy(&document);
    return e;
}

static bool stood_there(const struct json_value *cell, const struct api_update *update)
{
    return (update->changed & 1u) || means(json_text(cell, ""), update->row.key);
}

static uint64_t typed_hash(const struct json_value *cell)
{
    struct buffer typed;
    buffer_init(&typed, FOREIGN_BYTES_MAX);
    type_cell(cell, &typed);
    uint64_t hash = cell_typed_hash(buffer_string(&typed));
    buffer_free(&typed);
    return hash;
}

struct err reply_updates(const char *body, size_t length, const struct api_update *updates, size_t count,
                         bool *ret_met, uint64_t *ret_fell_on)
{
    struct json_value *document = NULL;
    struct err e = json_parse(body, length, &document);
    const struct json_value *responses = json_get(document, "responses");
    if (!err_is(e) &&
        (!json_is_string(json_get(document, "spreadsheetId")) || json_length(responses) != count))
        e = err_make(ERR_SYNTAX, "replies.updates", 0);
    for (size_t i = 0; !err_is(e) && i < count; i++) {
        const struct json_value *values = json_find(json_at(responses, i), "updatedData.values");
        const struct json_value *key = json_at(json_at(values, 0), 0);
        ret_met[i] = stood_there(key, &updates[i]);
        ret_fell_on[i] = ret_met[i] ? 0 : typed_hash(key);
    }
    json_destroy(&document);
    return e;
}

/* A cell that is not there is empty. */
static bool holds(const struct json_value *cell, const char *text)
{
    return (json_is_null(cell) || json_is_string(cell)) && strcmp(json_text(cell, ""), text) == 0;
}

static bool has_key(const struct json_value *cell, const char *key)
{
    return (json_is_null(cell) || json_is_string(cell)) && means(json_text(cell, ""), key);
}

static bool is_ours(const struct json_value *row, const struct row *ours)
{
    const char *const cells[COLUMNS] = {ours->key, ours->b, ours->c, ours->d};
    for (size_t i = 1; i < COLUMNS; i++)
        if (cells[i] && !holds(json_at(row, i), cells[i]) && !holds(json_at(row, i), ""))
            return false;
    return true;
}

struct err reply_whole_row(const char *body, size_t length, const struct row *ours,
                           struct reply_whole_row *ret_row)
{
    struct json_value *document = NULL;
    struct err e = json_parse(body, length, &document);
    if (!err_is(e) && !json_is_string(json_get(document, "range")))
        e = err_make(ERR_SYNTAX, "replies.whole_row", 0);
    const struct json_value *row = json_at(json_get(document, "values"), 0);
    if (!err_is(e))
        *ret_row = (struct reply_whole_row){.has_key = has_key(json_at(row, 0), ours->key),
                                            .is_ours = is_ours(row, ours),
                                            .is_alone = json_length(row) <= COLUMNS};
    json_destroy(&document);
    return e;
}

bool reply_is_written(const char *body, size_t length)
{
    struct json_value *document = NULL;
    bool good =
        !err_is(json_parse(body, length, &document)) && json_is_string(json_get(document, "spreadsheetId"));
    json_destroy(&document);
    return good;
}
