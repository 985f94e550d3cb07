/* addSheet, deleteSheet, duplicateSheet, updateSheetProperties, updateSpreadsheetProperties. */
#include "batch.h"

#include "fields.h"
#include "metadata.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool title_is_free(const struct batch *b, const char *title, const struct grid *except)
{
    const struct grid *other = title[0] ? workbook_by_title(b->editor.book, title) : NULL;
    if (!title[0])
        return batch_refuse(b, "The sheet name cannot be empty.");
    if (strlen(title) > 100)
        return batch_refuse(b, "The sheet name cannot be greater than 100 characters.");
    if (other && other != except)
        return batch_refuse(b, "A sheet with the name \"%s\" already exists. Please enter another name.",
                            title);
    return true;
}

static uint32_t dimension_of(const struct json_value *properties, const char *name, uint32_t fallback)
{
    int64_t n = json_int(json_find(properties, name), fallback);
    return n < 1 || n > WORKBOOK_MAX_CELLS ? fallback : (uint32_t)n;
}

static int32_t free_id(const struct batch *b)
{
    int32_t id = (int32_t)(b->call->random & 0x7fffffff);
    while (workbook_by_id(b->editor.book, id))
        id = (int32_t)(((uint32_t)id + 1) & 0x7fffffff);
    return id;
}

static bool may_add(const struct batch *b, int64_t id, const char *title, uint32_t rows, uint32_t columns)
{
    const struct workbook *book = b->editor.book;
    if (!title_is_free(b, title, NULL) || !batch_has_room(b, NULL, rows, columns))
        return false;
    if (id < 0 || id > INT32_MAX || workbook_by_id(book, (int32_t)id))
        return batch_refuse(b, "Sheet with id %lld already exists.", (long long)id);
    if (book->count == WORKBOOK_MAX_TABS)
        return batch_refuse(b, "This document has too many sheets.");
    return true;
}

/* The new tab takes its place, and is answered. */
static void tell_of(struct batch *b, const char *kind, struct grid *tab, const struct json_value *index)
{
    const struct workbook *book = b->editor.book;
    int64_t wanted = json_int(index, (int64_t)book->count);
    size_t at = wanted >= 0 && wanted < (int64_t)book->count ? (size_t)wanted : book->count;
    editor_add_tab(&b->editor, tab, at);
    jw_key(b->reply, kind);
    jw_object(b->reply);
    jw_key(b->reply, "properties");
    metadata_write_tab(tab, at, b->reply);
    jw_object_end(b->reply);
}

bool batch_add_sheet(struct batch *b, const struct json_value *args)
{
    const struct json_value *p = json_get(args, "properties");
    const struct workbook *book = b->editor.book;
    char fresh[32];
    for (size_t n = book->count + 1;
         snprintf(fresh, sizeof fresh, "Sheet%zu", n), workbook_by_title(book, fresh);)
        n++;
    const char *title = json_text(json_get(p, "title"), fresh);
    int64_t id = json_int(json_get(p, "sheetId"), free_id(b));
    uint32_t rows = dimension_of(p, "gridProperties.rowCount", GRID_ROWS);
    uint32_t columns = dimension_of(p, "gridProperties.columnCount", GRID_COLUMNS);
    if (!may_add(b, id, title, rows, columns))
        return false;
    struct grid *tab = grid_create((int32_t)id, title, rows, columns);
    if (!tab)
        abort();
    tab->frozen_rows = (uint32_t)json_int(json_find(p, "gridProperties.frozenRowCount"), 0);
    tell_of(b, "addSheet", tab, json_get(p, "index"));
    return true;
}

bool batch_duplicate_sheet(struct batch *b, const struct json_value *args)
{
    const struct workbook *book = b->editor.book;
    int64_t source = json_int(json_get(args, "sourceSheetId"), 0),
            id = json_int(json_get(args, "newSheetId"), free_id(b));
    const struct grid *from = workbook_by_id(book, (int32_t)source);
    char fresh[A1_MAX_TITLE + 1];
    if (!from)
        return batch_refuse(b, "No grid with id: %lld", (long long)source);
    snprintf(fresh, sizeof fresh, "Copy of %s", from->title);
    const char *title = json_text(json_get(args, "newSheetName"), fresh);
    if (!may_add(b, id, title, from->rows, from->columns))
        return false;
    struct grid *tab = grid_clone(from);
    if (!tab)
        abort();
    tab->id = (int32_t)id;
    grid_rename(tab, title);
    tell_of(b, "duplicateSheet", tab, json_get(args, "insertSheetIndex"));
    return true;
}

bool batch_delete_sheet(struct batch *b, const struct json_value *args)
{
    struct grid *tab = batch_tab(b, args);
    if (!tab)
        return false;
    if (b->editor.book->count == 1)
        return batch_refuse(b, "You can't remove all the sheets in a document.");
    editor_delete_tab(&b->editor, tab);
    return true;
}

static bool resize(struct batch *b, struct grid *tab, uint32_t rows, uint32_t columns)
{
    if (!batch_has_room(b, tab, rows, columns))
        return false;
    if (rows < tab->rows)
        grid_delete_rows(tab, rows, tab->rows);
    if (columns < tab->columns)
        grid_delete_columns(tab, columns, tab->columns);
    tab->rows = rows;
    tab->columns = columns;
    editor_note(&b->editor, tab, EDIT_GROW, rows, columns);
    return true;
}

bool batch_update_sheet(struct batch *b, const struct json_value *args)
{
    struct fields f;
    const struct json_value *p = json_get(args, "properties");
    struct grid *tab = batch_tab(b, p);
    const char *mask = json_text(json_get(args, "fields"), "");
    if (!tab)
        return false;
    if (!mask[0])
        return batch_refuse(
            b, "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
    if (!fields_parse(mask, &f))
        return batch_refuse(b, "Invalid field mask '%s'", mask);
    const char *title = json_text(json_get(p, "title"), "");
    if (fields_touch(&f, "title") && strcmp(title, tab->title) != 0) {
        if (!title_is_free(b, title, tab))
            return false;
        grid_rename(tab, title);
        editor_note(&b->editor, tab, EDIT_RENAME, 0, 1);
    }
    uint32_t rows = tab->rows, columns = tab->columns;
    if (fields_touch(&f, "gridProperties.rowCount"))
        rows = dimension_of(p, "gridProperties.rowCount", rows);
    if (fields_touch(&f, "gridProperties.columnCount"))
        columns = dimension_of(p, "gridProperties.columnCount", columns);
    if (fields_touch(&f, "gridProperties.frozenRowCount"))
        tab->frozen_rows = (uint32_t)json_int(json_find(p, "gridProperties.frozenRowCount"), 0);
    return (rows == tab->rows && columns == tab->columns) || resize(b, tab, rows, columns);
}

static bool set_text(const struct batch *b, const struct json_value *properties, const char *name, char *text,
                     size_t size)
{
    const char *fresh = json_text(json_get(properties, name), "");
    if (!fresh[0] || strlen(fresh) >= size)
        return batch_refuse(b, "Invalid value for %s.", name);
    snprintf(text, size, "%s", fresh);
    return true;
}

bool batch_update_book(struct batch *b, const struct json_value *args)
{
    struct fields f;
    struct workbook *book = b->editor.book;
    const struct json_value *p = json_get(args, "properties");
    if (!fields_parse(json_text(json_get(args, "fields"), ""), &f))
        return batch_refuse(
            b, "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
    return (!fields_touch(&f, "title") || set_text(b, p, "title", book->title, sizeof book->title)) &&
           (!fields_touch(&f, "locale") || set_text(b, p, "locale", book->locale, sizeof book->locale)) &&
           (!fields_touch(&f, "timeZone") ||
            set_text(b, p, "timeZone", book->time_zone, sizeof book->time_zone));
}
