/* Protected ranges: cells that only some people may change. They move with the rows and columns that they
 * cover. Pure. https://developers.google.com/sheets/api/reference/rest/v4/spreadsheets/sheets#ProtectedRange */
#ifndef VIGIE_SIM_PROTECTION_H
#define VIGIE_SIM_PROTECTION_H

#include "a1_notation.h"
#include "edit_history.h"

#include <stddef.h>

struct protection {
    int32_t id, sheet_id;
    struct rect rect;  /* A1_OPEN ends: whatever is added there is protected too */
    bool warning_only; /* nobody is refused */
    char *editors;     /* owned: addresses with blanks between; NULL: whoever may change the spreadsheet */
    char *description; /* owned, NULL: none */
};

enum { PROTECTIONS_MOST = 100 };

/* Zero it to begin, then protections_free. */
struct protections {
    struct protection *list;
    size_t count;
};

void protections_free(struct protections *p);
void protections_clone(const struct protections *from, struct protections *ret_copy);
/* Takes the texts of `protection` over, and gives it an id if its own is 0. NULL: PROTECTIONS_MOST are there,
 * or the id is taken; the texts are freed. Lives until the next change. */
const struct protection *protections_add(struct protections *p, struct protection protection);
/* False: there is none of that id. */
bool protections_remove(struct protections *p, int32_t id);

/* May the account change what is in this one? */
bool protection_admits(const struct protection *protection, const char *account);
/* May the account change these cells? */
bool protections_admit(const struct protections *p, const char *account, int32_t sheet_id, struct rect cells);
/* May it do this to rows, columns or the tab? Asked before protections_moved. */
bool protections_admit_edit(const struct protections *p, const char *account, int32_t sheet_id,
                            enum edit_kind kind, uint32_t at, uint32_t count);

/* Rows or columns were inserted or deleted, or the tab is gone; other kinds move nothing. */
void protections_moved(struct protections *p, int32_t sheet_id, enum edit_kind kind, uint32_t at,
                       uint32_t count);

#endif
