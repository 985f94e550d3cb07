/* The inside of the journal, for its own files: journal.c (rows) and journal_home.c (which rows are whose;
 * memos). */
#ifndef VIGIE_JOURNAL_INSIDE_H
#define VIGIE_JOURNAL_INSIDE_H

#include "done.h"
#include "journal.h"
#include "store.h"

struct journal {
    struct store *store;
    struct store_statement *put, *find, *remember, *is_applied, *forget, *operations, *oldest, *settle, *bury,
        *sweep, *counts, *memo, *keep_memo, *newest, *count_aside, *bring_back, *drop_brought;
    bool in_transaction;
    uint64_t last_version, committed_version;
    char *memo_text;           /* as journal_memo handed it out */
    size_t waiting;            /* an upper bound between two counts, for the cap */
    struct done done;          /* what the full disk still holds for waiting */
    size_t known_ops, new_ops; /* committed ones, and those of the open transaction */
};

void journal_prepare_homes(struct journal *journal);
/* Of all rows, 0: there are none. */
uint64_t journal_last_version(struct journal *journal);

#endif
