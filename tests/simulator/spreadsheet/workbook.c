/* Tabs of the pretend spreadsheet, and the one way to change a cell. */
#include "workbook.h"

#include "buffer.h"
#include "letters.h"

#include <stdlib.h>
#include <string.h>

void workbook_init(struct workbook *book)
{
    *book =
        (struct workbook){.count = 1, .title = "Validation", .locale = "fr_FR", .time_zone = "Europe/Paris"};
    book->tabs[0] = grid_create(0, "Sheet1", GRID_ROWS, GRID_COLUMNS);
    if (!book->tabs[0])
        abort();
}

void workbook_free(struct workbook *book)
{
    for (size_t i = 0; i < book->count; i++)
        grid_destroy(&book->tabs[i]);
    book->count = 0;
    pins_free(&book->pins);
    protections_free(&book->protections);
}

void workbook_clone(const struct workbook *from, struct workbook *ret_copy)
{
    *ret_copy = *from;
    pins_clone(&from->pins, &ret_copy->pins);
    protections_clone(&from->protections, &ret_copy->protections);
    for (size_t i = 0; i < from->count; i++) {
        ret_copy->tabs[i] = grid_clone(from->tabs[i]);
        if (!ret_copy->tabs[i])
            abort();
    }
}

/* Case does not count, of whatever letters. */
static bool is_called(const struct grid *tab, const char *title)
{
    struct buffer borne, wished;
    buffer_init(&borne, 4 * A1_MAX_TITLE);
    buffer_init(&wished, 4 * A1_MAX_TITLE);
    letters_small(&borne, tab->title);
    letters_small(&wished, title);
    bool is = strcmp(buffer_string(&borne), buffer_string(&wished)) == 0;
    buffer_free(&borne);
    buffer_free(&wished);
    return is;
}

struct grid *workbook_by_title(const struct workbook *book, const char *title)
{
    if (!title[0])
        return book->count ? book->tabs[0] : NULL;
    for (size_t i = 0; i < book->count; i++)
        if (is_called(book->tabs[i], title))
            return book->tabs[i];
    return NULL;
}

struct grid *workbook_by_id(const struct workbook *book, int32_t id)
{
    for (size_t i = 0; i < book->count; i++)
        if (book->tabs[i]->id == id)
            return book->tabs[i];
    return NULL;
}

uint64_t workbook_cells(const struct workbook *book)
{
    uint64_t cells = 0;
    for (size_t i = 0; i < book->count; i++)
        cells += (uint64_t)book->tabs[i]->rows * book->tabs[i]->columns;
    return cells;
}

bool editor_may(const struct editor *e, const struct grid *g, struct rect cells)
{
    return !e->account || protections_admit(&e->book->protections, e->account, g->id, cells);
}

/* Somebody is to answer for a change that may not be made. */
static bool trespasses(const struct editor *e, bool may)
{
    if (may || !e->trespassed)
        return false;
    *e->trespassed = true;
    return true;
}

void editor_set(const struct editor *e, struct grid *g, uint32_t row, uint32_t column,
                const struct cell *value)
{
    if (trespasses(e, editor_may(e, g, (struct rect){row, column, row + 1, column + 1})))
        return;
    struct cell *cell = grid_cell(g, row, column);
    if (cell_same_value(cell, value))
        return;
    struct edit edit = {
        .at_ms = e->now_ms, .by = e->by, .kind = EDIT_CELL, .sheet_id = g->id, .row = row, .column = column};
    bool text_format = cell->text_format;
    edit.before = *cell;
    *cell = (struct cell){0};
    cell_copy(cell, value);
    cell->text_format = text_format;
    cell_copy(&edit.after, value);
    history_add(e->history, edit);
}

static void move_pins(struct pins *pins, int32_t sheet_id, enum edit_kind kind, uint32_t at, uint32_t count)
{
    enum pin_place place = kind == EDIT_INSERT_ROWS || kind == EDIT_DELETE_ROWS ? PIN_ROW : PIN_COLUMN;
    if (kind == EDIT_INSERT_ROWS || kind == EDIT_INSERT_COLUMNS)
        pins_inserted(pins, sheet_id, place, at, count);
    else if (kind == EDIT_DELETE_ROWS || kind == EDIT_DELETE_COLUMNS)
        pins_deleted(pins, sheet_id, place, at, at + count);
    else if (kind == EDIT_DELETE_SHEET)
        pins_tab_gone(pins, sheet_id);
}

void editor_note(const struct editor *e, const struct grid *g, enum edit_kind kind, uint32_t at,
                 uint32_t count)
{
    bool columns = kind == EDIT_INSERT_COLUMNS || kind == EDIT_DELETE_COLUMNS || kind == EDIT_MOVE_COLUMNS ||
                   kind == EDIT_SORT;
    struct protections *protections = &e->book->protections;
    (void)trespasses(e,
                     !e->account || protections_admit_edit(protections, e->account, g->id, kind, at, count));
    protections_moved(protections, g->id, kind, at, count);
    move_pins(&e->book->pins, g->id, kind, at, count);
    history_add(e->history, (struct edit){.at_ms = e->now_ms,
                                          .by = e->by,
                                          .kind = kind,
                                          .sheet_id = g->id,
                                          .row = columns ? 0 : at,
                                          .column = columns ? at : 0,
                                          .count = count});
}

void editor_add_tab(const struct editor *e, struct grid *tab, size_t index)
{
    struct workbook *book = e->book;
    size_t at = index < book->count ? index : book->count;
    memmove(&book->tabs[at + 1], &book->tabs[at], sizeof book->tabs[0] * (book->count - at));
    book->tabs[at] = tab;
    book->count++;
    editor_note(e, tab, EDIT_ADD_SHEET, 0, 1);
}

void editor_delete_tab(const struct editor *e, struct grid *tab)
{
    size_t i = 0;
    while (e->book->tabs[i] != tab)
        i++;
    editor_note(e, tab, EDIT_DELETE_SHEET, 0, 1);
    grid_destroy(&e->book->tabs[i]);
    e->book->count--;
    memmove(&e->book->tabs[i], &e->book->tabs[i + 1], sizeof e->book->tabs[0] * (e->book->count - i));
}
