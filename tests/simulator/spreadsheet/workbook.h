/* The pretend spreadsheet: its tabs, and an editor through which every change is made and remembered. Pure. */
#ifndef VIGIE_SIM_WORKBOOK_H
#define VIGIE_SIM_WORKBOOK_H

#include "developer_metadata.h"
#include "edit_history.h"
#include "grid.h"
#include "protection.h"

#include <stddef.h>
#include <stdint.h>

enum {
    WORKBOOK_TITLE = 256,
    WORKBOOK_MAX_TABS = 200,
    WORKBOOK_MAX_CELLS = 10000000,
    GRID_ROWS = 1000,
    GRID_COLUMNS = 26
};

struct workbook {
    struct grid *tabs[WORKBOOK_MAX_TABS]; /* owned, in the order of the tab bar */
    size_t count;
    char title[WORKBOOK_TITLE], locale[16], time_zone[64];
    struct pins pins;
    struct protections protections;
};

/* "Validation", French; one tab "Sheet1", id 0, 1000 × 26. */
void workbook_init(struct workbook *book);
void workbook_free(struct workbook *book);
void workbook_clone(const struct workbook *from, struct workbook *ret_copy);

/* NULL: no such tab. Titles compare without regard to case, blanks count; "" is the first tab. */
struct grid *workbook_by_title(const struct workbook *book, const char *title);
struct grid *workbook_by_id(const struct workbook *book, int32_t id);
uint64_t workbook_cells(const struct workbook *book);

/* Who changes which book, at what time, and where it is written down. Everything is borrowed. */
struct editor {
    struct workbook *book;
    struct history *history;
    enum edited_by by;
    int64_t now_ms;
    const char *account; /* whose hand it is; NULL: the owner's, who may change everything */
    bool *trespassed; /* set when a change is not made because a range is protected; NULL: every change is */
};

/* May the editor change these cells of the tab? */
bool editor_may(const struct editor *e, const struct grid *g, struct rect cells);

/* Takes the value (not the format) out of `value` and remembers the change; nothing is remembered when it was
 * the same already. */
void editor_set(const struct editor *e, struct grid *g, uint32_t row, uint32_t column,
                const struct cell *value);
/* A structural change that was just made; what is pinned to rows and columns, or protected, follows. */
void editor_note(const struct editor *e, const struct grid *g, enum edit_kind kind, uint32_t at,
                 uint32_t count);
/* Takes `tab` over, as the index-th of the tab bar, or as the last. The caller has checked title, id and
 * room. */
void editor_add_tab(const struct editor *e, struct grid *tab, size_t index);
void editor_delete_tab(const struct editor *e, struct grid *tab);

#endif
