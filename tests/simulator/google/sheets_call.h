/* What every Sheets call needs: the book through an editor, a place to answer, and the police's notebook.
 * Borrowed all. */
#ifndef VIGIE_SIM_SHEETS_CALL_H
#define VIGIE_SIM_SHEETS_CALL_H

#include "form.h"
#include "google_reply.h"
#include "json_value.h"
#include "violations.h"
#include "workbook.h"

/* What the pretend Google does beside its usual self; zero is the usual self. */
struct quirks {
    bool colon_titles;  /* one cell of a tab with ':' in its title holds no more than one value */
    bool regex_replace; /* findReplace.searchByRegex is carried out, instead of refused */
};

struct sheets_call {
    const char *spreadsheet_id;
    const struct editor *editor;
    struct violations *violations;
    struct reply *reply;
    uint32_t random; /* ids of new tabs */
    struct quirks quirks;
};

#endif
