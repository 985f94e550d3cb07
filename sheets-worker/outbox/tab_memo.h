/* Which tab held the rows when we last looked, kept with the outbox: a tab that is renamed while nobody runs
 * is found by its id, and no second one is created. */
#ifndef VIGIE_TAB_MEMO_H
#define VIGIE_TAB_MEMO_H

#include "journal.h"

#include <stdint.h>

/* -1: not known for this spreadsheet and this title of the settings (NULL: none). */
int64_t tab_memo_read(struct journal *journal, const char *spreadsheet_id, const char *wished_title);
void tab_memo_write(struct journal *journal, const char *spreadsheet_id, const char *wished_title,
                    int64_t sheet_id);

#endif
