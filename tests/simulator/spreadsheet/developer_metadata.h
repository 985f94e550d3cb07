/* Developer metadata: keys and values that programs pin to the book, to a tab, or to rows and columns of one.
 * What is pinned to rows moves with them when others are inserted or deleted, and goes with them.
 * Pure. https://developers.google.com/sheets/api/reference/rest/v4/spreadsheets.developerMetadata */
#ifndef VIGIE_SIM_DEVELOPER_METADATA_H
#define VIGIE_SIM_DEVELOPER_METADATA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum pin_place { PIN_BOOK, PIN_SHEET, PIN_ROW, PIN_COLUMN };

/* One entry. */
struct pin {
    int32_t id;
    char *key, *value; /* owned; value NULL: none */
    bool for_project;  /* visibility PROJECT, else DOCUMENT */
    enum pin_place place;
    int32_t sheet_id;    /* not of PIN_BOOK */
    uint32_t first, end; /* of PIN_ROW and PIN_COLUMN */
};

enum { PINS_MOST = 1000 };

/* Zero it to begin, then pins_free. */
struct pins {
    struct pin *list;
    size_t count;
};

void pins_free(struct pins *p);
void pins_clone(const struct pins *from, struct pins *ret_copy);
/* Takes the texts of `pin` over. False: PINS_MOST are there; they are freed. */
bool pins_add(struct pins *p, struct pin pin);
void pin_free(struct pin *pin);
void pins_remove(struct pins *p, size_t index);
/* NULL: there is none. Lives until the next change. */
struct pin *pins_by_id(const struct pins *p, int32_t id);

/* Rows or columns of a tab were inserted, deleted; the tab is gone. */
void pins_inserted(struct pins *p, int32_t sheet_id, enum pin_place place, uint32_t at, uint32_t count);
void pins_deleted(struct pins *p, int32_t sheet_id, enum pin_place place, uint32_t first, uint32_t end);
void pins_tab_gone(struct pins *p, int32_t sheet_id);

#endif
