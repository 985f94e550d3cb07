/* The outbox in SQLite: rows that are accepted and not in the sheet yet, which operations were applied, rows
 * that are parked for other tabs, and memos. Every call may wait for the disk: on libuv's pool only, one at a
 * time (journal.h does that). */
#ifndef VIGIE_JOURNAL_FILE_H
#define VIGIE_JOURNAL_FILE_H

#include "err.h"
#include "kept_changes.h"
#include "waiting_rows.h"

struct journal_batch;
struct journal_file;

struct journal_found {
    bool moved_aside;      /* there was a file that could not be used; it is kept under another name */
    bool emptied;          /* there was a file of no length, or a log without its file */
    bool alone;            /* there is no room for what SQLite shares with other readers */
    bool may_hold_rows;    /* could not be opened, and rows may wait in it */
    bool no_place;         /* could not be opened: STATE_DIR itself cannot be written, by anybody's will */
    size_t parked;         /* rows for other targets */
    uint64_t last_version; /* of all rows, parked ones too */
};

/* Opens or begins the file of `folder`, which is made if it is not there; `folder` NULL: in memory only. Rows
 * that Google had refused wait again. From then on rows are for `target` (tab_memo.h): those of another target
 * are parked, those that were parked for this one come back. Writes nothing if nothing changes. */
struct err journal_file_open(const char *folder, const char *target, struct journal_file **ret_file,
                             struct journal_found *ret_found);
/* Accepts NULL. */
void journal_file_close(struct journal_file **file);

/* Is what was opened still what stands there under that name? */
bool journal_file_is_there(const struct journal_file *file);

/* Rows that wait, oldest first, and refused ones. */
struct waiting_rows *journal_file_rows(struct journal_file *file);
/* Adds the changes that are kept for the present target. */
void journal_file_kept(struct journal_file *file, struct kept_changes *kept);
void journal_file_memos(struct journal_file *file,
                        void (*each)(void *ctx, const char *name, const char *value), void *ctx);

/* One transaction: durable when it returns ERR_OK, else nothing of it happened. Writes the batch's results.
 * `older` (NULL: none): operations, memos and parked rows of that file are taken over too, and rows here of
 * the keys that it took operations for are older than what it knows, and go. */
struct err journal_file_save(struct journal_file *file, struct journal_batch *batch,
                             struct journal_file *older);

/* Operations, memos and parked rows of `from`, as far as it can be read. */
void journal_file_take_over(struct journal_file *file, struct journal_file *from);

#endif
