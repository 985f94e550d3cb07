/* The rows of the tab that are not Vigie's: a header, a person's notes, whatever holds no id in column A.
 * They are kept as they were read, so that a write of ours that falls on one because people moved the rows
 * meanwhile can be undone, cell by cell and type by type. Pure. Owned by its creator. */
#ifndef VIGIE_PEOPLE_H
#define VIGIE_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PEOPLE_MOST       2048          /* further rows are not kept, and so not protected */
#define PEOPLE_BYTES_MOST (1024 * 1024) /* the same */
#define PEOPLE_CELLS      4

/* A cell with its type: "" empty, "s…" a text or, when it begins with '=', a formula, "n…" a number, "b1" or
 * "b0". */
struct people_row {
    uint32_t place; /* row number from 1 */
    const char *cells[PEOPLE_CELLS];
};

struct people;

struct people *people_create(void);
/* Accepts NULL. */
void people_destroy(struct people **people);

/* Copies the cells; a row of four empty ones is not kept. False: no room for it. */
bool people_add(struct people *people, uint32_t place, const char *const cells[PEOPLE_CELLS]);

/* Was a row refused for want of room? */
bool people_full(const struct people *people);

/* In the order in which they were added. Live as long as `people`. */
size_t people_count(const struct people *people);
const struct people_row *people_row(const struct people *people, size_t index);

/* The same rows, wherever they stand? NULL is none. */
bool people_same(const struct people *a, const struct people *b);

/* A row that our cells fell on. */
struct people_hit {
    uint32_t place;               /* where it stands now */
    const struct people_row *was; /* as it must be again; NULL: empty in A to D */
};

struct people_questions {
    /* Did we send this cell to that column lately? */
    bool (*is_ours)(void *ctx, unsigned column, const char *cell);
    /* Did we lately write to that row number? */
    bool (*was_aimed_at)(void *ctx, uint32_t place);
    void *ctx;
};

/* Compares `now` with `before`. A row that differs only in cells that we sent is one that we hit, if a row is
 * missing that it can have been, or if there was nothing in it; everything else is people's own doing. Writes
 * at most `most` hits, borrowed from `before`; returns how many. */
size_t people_hits(const struct people *before, const struct people *now,
                   const struct people_questions *questions, struct people_hit *ret_hits, size_t most);

/* `now` as it will be once the hits are undone, which borrow from it from then on. The caller owns it. */
struct people *people_mended(const struct people *now, struct people_hit *hits, size_t count);

#endif
