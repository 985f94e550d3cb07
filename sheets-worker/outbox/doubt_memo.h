/* What may be on its way to Google (sync/in_doubt.h), kept with the outbox: on disk before it leaves, and
 * gone with the rows that it was about. For each spreadsheet and tab one memo. */
#ifndef VIGIE_DOUBT_MEMO_H
#define VIGIE_DOUBT_MEMO_H

#include "journal.h"

/* "" if there is none; until the next call. */
const char *doubt_memo_read(struct journal *journal, const char *spreadsheet_id, const char *wished_title);
/* `on_kept` NULL: with the next transaction, in its time. Else at once, and it is called as
 * journal_keep_memo_first says. */
void doubt_memo_write(struct journal *journal, const char *spreadsheet_id, const char *wished_title,
                      const char *text, void (*on_kept)(void *ctx), void *ctx);

#endif
