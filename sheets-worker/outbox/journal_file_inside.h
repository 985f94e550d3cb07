/* The inside of the outbox's file, for its own sources: journal_file.c (opening, reading),
 * journal_file_save.c (transactions) and journal_file_targets.c (which rows are whose). */
#ifndef VIGIE_JOURNAL_FILE_INSIDE_H
#define VIGIE_JOURNAL_FILE_INSIDE_H

#include "journal_file.h"
#include "store.h"

#include <sys/types.h>

/* The present target, in a statement. */
#define JOURNAL_TARGET "(SELECT value FROM memos WHERE name = 'home')"

#define JOURNAL_FILE_COPIES 5

struct journal_file {
    char *path; /* NULL: in memory */
    dev_t device;
    ino_t inode; /* of the file that was opened */
    struct store *store;
    struct store_statement *put, *leave, *is_applied, *remember, *forget_oldest, *forget_older, *operations,
        *keep_memo, *probe, *rows, *memos, *newest, *keep, *folded, *kept;
    struct store_statement *target, *count_parked, *bring_back, *drop_brought, *bring_kept;
    struct store_statement *given[JOURNAL_FILE_COPIES], *taken[JOURNAL_FILE_COPIES]; /* NULL until needed */
    size_t known_ops, new_ops; /* committed ones, and those of the open transaction */
};

void journal_file_prepare_targets(struct journal_file *file);
struct err journal_file_enter(struct journal_file *file, const char *target);
/* In the open transaction. *ret_any: did any come back? */
struct err journal_file_bring_back(struct journal_file *file, const char *spreadsheet_id, int64_t sheet_id,
                                   bool *ret_any);

/* The first column of the first row, 0: there is none. */
int64_t journal_file_number(struct store_statement *statement);

#endif
