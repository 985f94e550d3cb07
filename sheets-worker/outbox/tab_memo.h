/* Which tab the settings meant when they were last understood, kept with the outbox: so that one that is
 * renamed while nobody runs is still known, and so that rows wait for their tab and for no other. */
#ifndef VIGIE_TAB_MEMO_H
#define VIGIE_TAB_MEMO_H

#include "buffer.h"
#include "journal.h"

#define TAB_TARGET_MAX 2048

/* Whose rows these settings mean, for journal_enter: the spreadsheet, and the title if there is one. */
void tab_target(struct buffer *out, const char *spreadsheet_id, const char *wished_title);

/* The tab's id, -1: it was never seen. */
int64_t tab_memo_read(struct journal *journal, const char *spreadsheet_id, const char *wished_title);
void tab_memo_write(struct journal *journal, const char *spreadsheet_id, const char *wished_title,
                    int64_t sheet_id);

#endif
