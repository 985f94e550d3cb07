/* The inside of the watch, for its own files: verify.c (what is watched, what a look finds) and verify_lag.c
 * (whether a look can be believed). */
#ifndef VIGIE_VERIFY_INSIDE_H
#define VIGIE_VERIFY_INSIDE_H

#include "verify.h"

#include <stddef.h>

#define CELLS      3 /* B, C and D */
#define OLDER_KEPT 4

struct older {
    uint64_t cells[CELLS]; /* hashes */
    bool stood;            /* so it stood at `place` before the writes that no read has shown yet */
};

struct watched {
    uint64_t id;
    char *block;                     /* holds the texts of `newest`; NULL: nothing landed yet */
    struct row newest;               /* what the sheet must hold */
    struct older older[OLDER_KEPT];  /* cells that would be older values of ours */
    size_t older_count;              /* ever noted; the last OLDER_KEPT are there */
    uint32_t place;                  /* where it was last written, 0: appended */
    uint64_t landed_ms;              /* when Google last confirmed a write of it */
    bool unseen;                     /* ... and no read that is believed has come since */
    bool was_absent;                 /* ... before which it stood nowhere */
    uint64_t counts_from_ms, due_ms; /* a read sent since then counts; one is wanted at */
    uint64_t doubted_ms;             /* the end of the last unanswered write */
    size_t looks;                    /* of LOOKS_MS that are done */
    unsigned losses;
    bool met;                /* Google said that its last write found it where it was believed to be */
    bool doubted, confirmed; /* confirmed: stood there as it should, once */
};

struct verify {
    struct watched *rows;
    size_t count, room;
};

bool verify_same_cells(const struct row *row, const struct map_row *held);

#endif
