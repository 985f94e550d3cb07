/* The durable outbox: for each key the newest accepted row that is not in the sheet yet, and which operations
 * were applied. It owns the group commit: what comes while one transaction is on its way to the disk goes
 * with the next one, beside the loop, and nobody is told that a row is stored before the transaction that
 * holds it is on disk. What is read is in memory, so that reading never waits. docs/decisions/0022.
 * One owner; rows handed out live until the loop turns or the journal changes. */
#ifndef VIGIE_JOURNAL_H
#define VIGIE_JOURNAL_H

#include "err.h"
#include "kept_changes.h"
#include "row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct journal;
struct loop;

#define JOURNAL_ROWS_MAX    200000             /* over it: ERR_FULL */
#define JOURNAL_BYTES_MAX   (64 * 1024 * 1024) /* ... and over this many bytes of their texts */
#define JOURNAL_PUTS_MAX    4096               /* puts that wait for the disk; over it the same */
#define JOURNAL_OPS_KEPT_MS 3600000            /* a repeated operation is known for this long */
/* A put that the disk does not take is tried for this long. The gateway-worker waits for 5 s. */
#define JOURNAL_PATIENCE_MS 4400

struct journal_options {
    struct loop *loop;        /* borrowed */
    const char *folder;       /* STATE_DIR, copied; NULL: memory only, without a word */
    const char *target;       /* whose rows these are (tab_memo.h), copied */
    uint64_t patience_ms;     /* 0: JOURNAL_PATIENCE_MS */
    int64_t suspect_since_ms; /* UTC, since when the disk took nothing from a predecessor; 0: it did */
};

/* Called from the loop, never from inside a call. */
struct journal_handlers {
    void (*on_open)(void *ctx); /* once: from now on there are rows to be found */
    void (*on_rows)(void *ctx); /* rows began to wait */
    /* journal_condition may say something else than before. */
    void (*on_condition)(void *ctx);
};

/* Opens the file beside the loop. Never NULL. */
struct journal *journal_create(const struct journal_options *options, const struct journal_handlers *handlers,
                               void *ctx);
/* Whoever waits for a put is told ERR_UNAVAILABLE; what can be saved is, and the file is closed, beside the
 * loop, which is turned until that is done. Accepts NULL. */
void journal_destroy(struct journal **journal);
/* Calls `on_saved` once nothing waits for the disk any more, or it cannot be written. */
void journal_when_saved(struct journal *journal, void (*on_saved)(void *ctx), void *ctx);

/* False: nothing is known yet; puts wait. */
bool journal_is_open(const struct journal *journal);
/* What the disk says, once it has said no for longer than a put waits: nobody is kept waiting any more, for
 * the disk is tried again without them. Else ERR_OK. */
struct err journal_given_up(const struct journal *journal);

/* `row` is to be the newest of its key. `on_stored` is called once: with ERR_OK when it is on disk, else
 * nothing of it is kept. ERR_FULL, and no call: over a cap. `op`: its operation, or several that are applied
 * together, parted by commas. */
enum journal_stored {
    JOURNAL_STORED,
    JOURNAL_REPLACED, /* the same, in place of a row that waited or was refused */
    JOURNAL_REPEATED, /* an operation of `op` was applied to that key before, and nothing was changed */
};
typedef void journal_on_stored(void *ctx, struct err e, enum journal_stored how);
struct err journal_put(struct journal *journal, const char *op, const struct row *row, int64_t wall_ms,
                       journal_on_stored *on_stored, void *ctx);
/* A row that was accepted before, or stands in the sheet, waits to be written again: at once, with no promise
 * to anybody. False, and nothing: a newer one waits or is on its way to the disk. */
bool journal_write_again(struct journal *journal, const struct row *row, int64_t wall_ms);

/* A change of a row that nobody could read yet (rows/row_change.h) is kept in its order until journal_fold;
 * otherwise as journal_put. */
struct err journal_keep(struct journal *journal, const char *op, const char *key, const char *change,
                        int64_t wall_ms, journal_on_stored *on_stored, void *ctx);
/* As journal_put: `row` is what all changes that are kept of it make of what it was. They go with the
 * transaction that stores it. At least one must be kept. */
struct err journal_fold(struct journal *journal, const struct row *row, int64_t wall_ms,
                        journal_on_stored *on_stored, void *ctx);
/* What is kept, until the loop turns. */
const struct kept_changes *journal_kept(const struct journal *journal);

/* The newest stored row of that key, also when Google refuses it; false: it is not in the outbox. */
bool journal_find(const struct journal *journal, const char *key, struct row *ret_row);
/* Is a put of that key on its way to the disk? */
bool journal_awaits(const struct journal *journal, const char *key);

/* One waiting row; `version` tells it from a later one of the same key. */
struct waiting_row {
    struct row row;
    uint64_t version;
};
/* Calls `each` for the longest waiting rows, oldest first, until it returns false or `most` were seen. */
void journal_oldest(const struct journal *journal, size_t most,
                    bool (*each)(void *ctx, const struct waiting_row *waiting), void *ctx);

/* These versions are in the sheet: they leave, unless a newer one came meanwhile. Returns how many left. The
 * file learns of it with the next transaction that it takes. */
size_t journal_settle(struct journal *journal, const struct waiting_row *rows, size_t count);
/* Google refuses this version for what it holds: kept, not sent again until the next start or the next
 * version. */
void journal_bury(struct journal *journal, const struct waiting_row *waiting, const char *reason);

/* The same of a row that is not in the outbox (any more): accepted before, and the sheet does not keep it.
 * False, and nothing: a newer one waits, is refused, or is on its way to the disk. */
bool journal_bury_again(struct journal *journal, const struct row *row, const char *reason, int64_t wall_ms);

/* Forgets operations older than JOURNAL_OPS_KEPT_MS. */
void journal_sweep(struct journal *journal, int64_t wall_ms);

/* Rows that are parked for another target of this spreadsheet whose tab (memo JOURNAL_TAB_MEMO and its name) is
 * `sheet_id` are for the present one: it was only renamed. A row that was accepted since is newer.
 * `on_back` is called if any came back, with their number. */
#define JOURNAL_TAB_MEMO "tab "
void journal_reunite(struct journal *journal, const char *spreadsheet_id, int64_t sheet_id,
                     void (*on_back)(void *ctx, size_t rows), void *ctx);

struct journal_counts {
    size_t waiting, dead;
    size_t parked;          /* for other targets */
    size_t kept;            /* changes of rows that were not read yet */
    int64_t oldest_wall_ms; /* when the longest waiting row or change was accepted, 0: none waits */
};
struct journal_counts journal_counts(const struct journal *journal);

/* A small named value that lives with the outbox, "" when there is none; until the next call. */
const char *journal_memo(const struct journal *journal, const char *name);
void journal_keep_memo(struct journal *journal, const char *name, const char *value);
/* At once, with what else is to be written; `on_kept` is called once, never from inside: it is on disk, or
 * the disk says no and is tried again without the caller. One at a time. */
void journal_keep_memo_first(struct journal *journal, const char *name, const char *value,
                             void (*on_kept)(void *ctx), void *ctx);

/* What the disk said last, ERR_TIMEOUT: it has said nothing for long, ERR_OK: it takes everything. */
struct err journal_trouble(const struct journal *journal);

/* How the outbox stands with its disk. */
struct journal_condition {
    struct err trouble;        /* journal_trouble */
    uint64_t troubled_ms;      /* ... for so long */
    int64_t since_wall_ms;     /* ... since, or since it took nothing from a predecessor; 0: never mind */
    bool in_memory;            /* rows are accepted without a disk, for there is no STATE_DIR at all */
    bool lasts;                /* longer than a put waits: they are refused */
    bool unsettled;            /* rows that left the outbox still wait in the file */
    bool moved_aside, emptied; /* what was found when the file was opened, since the last call */
    bool rebuilt;              /* the file had gone or was broken, and holds everything again; the same */
    int64_t ended_writer; /* process that held the outbox without a supervisor, and was ended; the same */
    int not_lockable;     /* errno: nothing keeps others from writing at the same time; the same */
};
struct journal_condition journal_condition(struct journal *journal);

#endif
