/* Spreadsheet metadata as Google prints it. */
#include "metadata.h"

#include "fields.h"
#include "grid_data.h"
#include "protection_json.h"

#include <stdio.h>

void metadata_write_tab(const struct grid *g, size_t index, struct json_writer *w)
{
    jw_object(w);
    jw_member_int(w, "sheetId", g->id);
    jw_member_string(w, "title", g->title);
    jw_member_int(w, "index", (int64_t)index);
    jw_member_string(w, "sheetType", "GRID");
    jw_key(w, "gridProperties");
    jw_object(w);
    jw_member_int(w, "rowCount", g->rows);
    jw_member_int(w, "columnCount", g->columns);
    if (g->frozen_rows)
        jw_member_int(w, "frozenRowCount", g->frozen_rows);
    jw_object_end(w);
    jw_object_end(w);
}

static bool is_wanted(const struct metadata_view *view, const struct grid *g)
{
    for (size_t i = 0; view->hits && i < view->hits->count; i++)
        if (view->hits->list[i].target.grid == g)
            return true;
    return !view->hits || view->hits->count == 0;
}

static void write_data(const struct metadata_view *view, struct grid *g, struct json_writer *w)
{
    const struct target whole = {.grid = g, .rect = {0, 0, g->rows, g->columns}};
    jw_key(w, "data");
    jw_array(w);
    for (size_t i = 0; view->hits && i < view->hits->count; i++)
        if (view->hits->list[i].target.grid == g)
            grid_data_write(&view->hits->list[i].target, w);
    if (!view->hits || view->hits->count == 0)
        grid_data_write(&whole, w);
    jw_array_end(w);
}

/* What is pinned to the tab itself, `g` NULL: to the book itself. */
static void write_pins(const struct pins *pins, const struct grid *g, struct json_writer *w)
{
    bool any = false;
    for (size_t i = 0; i < pins->count; i++) {
        const struct pin *pin = &pins->list[i];
        if (g ? pin->place != PIN_SHEET || pin->sheet_id != g->id : pin->place != PIN_BOOK)
            continue;
        if (!any) {
            jw_key(w, "developerMetadata");
            jw_array(w);
        }
        any = true;
        pin_write(pin, w);
    }
    if (any)
        jw_array_end(w);
}

static void write_protections(const struct editor *editor, const struct grid *g, struct json_writer *w)
{
    const struct protections *protections = &editor->book->protections;
    bool any = false;
    for (size_t i = 0; i < protections->count; i++) {
        if (protections->list[i].sheet_id != g->id)
            continue;
        if (!any) {
            jw_key(w, "protectedRanges");
            jw_array(w);
        }
        any = true;
        protection_write(&protections->list[i], editor->account ? editor->account : "", w);
    }
    if (any)
        jw_array_end(w);
}

static void write_sheets(const struct editor *editor, const struct metadata_view *view, struct json_writer *w)
{
    const struct workbook *book = editor->book;
    jw_key(w, "sheets");
    jw_array(w);
    for (size_t i = 0; i < book->count; i++) {
        if (!is_wanted(view, book->tabs[i]))
            continue;
        jw_object(w);
        jw_key(w, "properties");
        metadata_write_tab(book->tabs[i], i, w);
        if (view->grid_data)
            write_data(view, book->tabs[i], w);
        write_pins(&book->pins, book->tabs[i], w);
        write_protections(editor, book->tabs[i], w);
        jw_object_end(w);
    }
    jw_array_end(w);
}

void metadata_write(const struct sheets_call *call, const struct metadata_view *view, struct json_writer *w)
{
    const struct workbook *book = call->editor->book;
    char url[300];
    snprintf(url, sizeof url, "https://docs.google.com/spreadsheets/d/%s/edit", call->spreadsheet_id);
    jw_object(w);
    jw_member_string(w, "spreadsheetId", call->spreadsheet_id);
    jw_key(w, "properties");
    jw_object(w);
    jw_member_string(w, "title", book->title);
    jw_member_string(w, "locale", book->locale);
    jw_member_string(w, "autoRecalc", "ON_CHANGE");
    jw_member_string(w, "timeZone", book->time_zone);
    jw_object_end(w);
    write_sheets(call->editor, view, w);
    write_pins(&book->pins, NULL, w);
    jw_member_string(w, "spreadsheetUrl", url);
    jw_object_end(w);
}

static void answer(const struct sheets_call *call, const struct metadata_view *view)
{
    struct json_writer w = json_writer(&call->reply->body);
    metadata_write(call, view, &w);
}

void metadata_get(const struct sheets_call *call, const struct form *query)
{
    struct hits hits = {0};
    struct fields mask;
    const char *range, *fields = form_get(query, "fields", "");
    struct metadata_view view = {form_true(query, "includeGridData"), &hits};
    if (fields[0])
        view.grid_data = fields_parse(fields, &mask) && fields_touch(&mask, "sheets.data");
    bool good = true;
    for (size_t i = 0; good && (range = form_nth(query, "ranges", i)); i++) {
        struct target t;
        good = values_target(call, range, &t);
        if (good)
            hits_add(&hits, t);
    }
    if (good)
        answer(call, &view);
    hits_free(&hits);
}

void metadata_get_by_filter(const struct sheets_call *call, const struct json_value *body)
{
    struct hits hits = {0};
    const struct metadata_view view = {json_bool(json_get(body, "includeGridData"), false), &hits};
    if (values_knows(call, body, "", "dataFilters includeGridData excludeTablesInBandedRanges") &&
        data_filters_find(call, json_get(body, "dataFilters"), &hits))
        answer(call, &view);
    hits_free(&hits);
}
