/* What one transaction takes to the outbox's file, and what it found there. Built on the loop, run beside it,
 * read on the loop again: it shares nothing with anybody meanwhile. */
#ifndef VIGIE_JOURNAL_BATCH_H
#define VIGIE_JOURNAL_BATCH_H

#include "err.h"
#include "journal.h"
#include "unsaved.h"
#include "waiting_rows.h"

/* How a put ended; from PUT_SAVED on it is on disk. */
enum put_state {
    PUT_WAITS,
    PUT_APPLIED,  /* in a transaction that is not committed */
    PUT_REPEATED, /* the same, and its operation had been applied before */
    PUT_SAVED,
    PUT_SAVED_BEFORE,
};

/* What it does with what it holds. */
enum put_kind {
    PUT_ROW,
    PUT_CHANGE, /* row.b is a change to be kept (kept_changes.h) */
    PUT_FOLD,   /* a row, with all changes in it that were kept before */
};

struct journal_put {
    struct journal_put *next;
    struct journal_put
        *also; /* the same operation, offered again meanwhile: told the same. The loop's alone */
    struct row row;
    const char *op;
    uint64_t id, version, came_ms; /* monotonic */
    int64_t wall_ms;
    enum put_kind kind;
    enum put_state state;
    bool replaced;      /* something waited in its place */
    struct err refused; /* of a put that was never offered to the disk; ERR_OK: it was stored before */
    journal_on_stored *on_stored; /* may be NULL */
    void *ctx;
    char texts[]; /* of row and op */
};

struct journal_puts {
    struct journal_put *first, *last;
    size_t count, bytes;
};

struct journal_put *journal_put_create(const char *op, const struct row *row, size_t *ret_bytes);
void journal_puts_add(struct journal_puts *puts, struct journal_put *put);
/* Moves all of `from` in front of what `to` holds. */
void journal_puts_prepend(struct journal_puts *to, struct journal_puts *from);
/* NULL: there is none. The caller frees it. */
struct journal_put *journal_puts_take(struct journal_puts *puts);
bool journal_puts_hold(const struct journal_puts *puts, uint64_t id);
/* The put of that key with this operation, NULL: there is none. */
struct journal_put *journal_puts_find(const struct journal_puts *puts, uint64_t id, const char *op);
/* Tells everybody who offered it, and frees it. Without an error it must be in a transaction that is
 * committed, which is asserted here, where every answer comes from. */
void journal_put_end(struct journal_put *put, struct err e, enum journal_stored how);

struct journal_memo {
    struct journal_memo *next;
    char *name, *value;
    bool unsaved;
};
/* In front of *first, or in place of the one of that name. True: it was not so before. */
bool journal_memo_set(struct journal_memo **first, const char *name, const char *value, bool unsaved);
const char *journal_memo_get(const struct journal_memo *first, const char *name);
void journal_memos_free(struct journal_memo **first);

struct journal_batch {
    struct unsaved changes;    /* first of all */
    struct waiting_rows *rows; /* the rows of those that are not UNSAVED_LEFT */
    struct journal_puts puts;
    struct journal_memo *memos;
    int64_t forget_before_ms; /* operations that are older, 0: none */
    struct {                  /* parked rows of that tab come back, if spreadsheet_id is not NULL */
        char *spreadsheet_id;
        int64_t sheet_id;
    } tab;
    bool is_all; /* rows of the file that are not in it go */
    bool probe;  /* writes something, whether there is anything to write or not */
    /* Results. */
    size_t parked;
    bool brought_back;
};

/* What is left in it; puts too, without a word to anybody. */
void journal_batch_free(struct journal_batch *batch);

#endif
