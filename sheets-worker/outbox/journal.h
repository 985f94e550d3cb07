/* The durable outbox: for each key the newest accepted row that is not in the sheet yet, and which operations
 * were applied. What is accepted is on disk before anybody is told so. One owner; strings handed out live
 * until the next call. */
#ifndef VIGIE_JOURNAL_H
#define VIGIE_JOURNAL_H

#include "err.h"
#include "row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct journal;

#define JOURNAL_ROWS_MOST   200000  /* over it: ERR_FULL */
#define JOURNAL_OPS_KEPT_MS 3600000 /* a repeated operation is known for this long */
#define JOURNAL_OPS_MOST    100000  /* ... but of no more operations than this */

/* `path` NULL: memory only. Rows that Google had refused get one more try. */
struct err journal_open(const char *path, struct journal **ret_journal, bool *ret_moved_aside);
/* `home`: the spreadsheet and tab (tab_memo.h) that rows are for from now on. Rows accepted for another one
 * are set aside under its name, never to be sent to this one; those that were set aside for this one come
 * back. *ret_aside: how many are aside now. Before any journal_put. */
struct err journal_enter(struct journal *journal, const char *home, size_t *ret_aside);

/* Rows that are aside for another home of this spreadsheet whose tab (memo JOURNAL_TAB_MEMO and its name) is
 * `sheet_id` are for the present one: it was only renamed. A row that was accepted since is newer. Returns
 * how many came back. Not within a transaction. */
#define JOURNAL_TAB_MEMO "tab "
size_t journal_reunite(struct journal *journal, const char *spreadsheet_id, int64_t sheet_id);

/* Uncommitted rows are dropped. Accepts NULL. */
void journal_close(struct journal **journal);

/* Takes `row` as the newest of its key, in the open transaction (begun when there is none): nothing is
 * accepted before journal_commit. *ret_repeated: `op` was applied to that key before, and nothing was
 * changed. After an error the whole transaction is gone, and every row put in it must be refused. */
struct err journal_put(struct journal *journal, const char *op, const struct row *row, int64_t wall_ms,
                       bool *ret_repeated);
/* Durable when it returns ERR_OK; else everything since the last commit is gone. */
struct err journal_commit(struct journal *journal);

/* The newest accepted row of that key, also when Google refuses it; false: it is not in the outbox. */
bool journal_find(struct journal *journal, const char *key, struct row *ret_row);

/* One waiting row; `version` tells it from a later one of the same key. */
struct waiting_row {
    struct row row;
    uint64_t version;
};
/* Calls `each` for the longest waiting rows that were committed, oldest first, until it returns false or
 * `most` were seen. */
void journal_oldest(struct journal *journal, size_t most,
                    bool (*each)(void *ctx, const struct waiting_row *waiting), void *ctx);

/* These versions are in the sheet: they leave, unless a newer one came meanwhile. Returns how many left. On a
 * full disk they leave as far as anybody asks here, and the file learns of it by journal_tidy. */
size_t journal_settle(struct journal *journal, const struct waiting_row *rows, size_t count);
/* Google refuses this version for what it holds: kept, not sent again until the next start or the next
 * version. */
void journal_bury(struct journal *journal, const struct waiting_row *waiting, const char *reason);

/* Is there something that the file has no room for? */
bool journal_owes(const struct journal *journal);
/* Lets the file know what it had no room for. False: it still has none. */
bool journal_tidy(struct journal *journal);

/* Forgets operations older than JOURNAL_OPS_KEPT_MS, and the oldest beyond JOURNAL_OPS_MOST. */
void journal_sweep(struct journal *journal, int64_t wall_ms);

struct journal_counts {
    size_t waiting, dead;
    int64_t oldest_wall_ms; /* when the longest waiting row was accepted, 0: none waits */
};
struct journal_counts journal_counts(struct journal *journal);

/* A small named value that lives with the outbox, "" when there is none. */
const char *journal_memo(struct journal *journal, const char *name);
void journal_keep_memo(struct journal *journal, const char *name, const char *value);

#endif
