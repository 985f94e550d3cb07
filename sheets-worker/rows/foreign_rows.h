/* The rows of the tab that are not Vigie's: a header, a person's notes, whatever holds no id in column A.
 * They are kept as they were read, so that a write of ours that falls on one because people moved the rows
 * meanwhile can be undone, cell by cell and type by type. Pure. Owned by its creator. */
#ifndef VIGIE_FOREIGN_ROWS_H
#define VIGIE_FOREIGN_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOREIGN_ROWS_MAX  2048          /* further rows are not kept, and so not protected */
#define FOREIGN_BYTES_MAX (1024 * 1024) /* the same */
#define FOREIGN_CELLS     4

/* A cell with its type: "" empty, "s…" a text or, when it begins with '=', a formula, "n…" a number, "b1" or
 * "b0". */
struct foreign_row {
    uint32_t place; /* row number from 1 */
    const char *cells[FOREIGN_CELLS];
};

struct foreign_rows;

struct foreign_rows *foreign_rows_create(void);
/* Accepts NULL. */
void foreign_rows_destroy(struct foreign_rows **foreign);

/* Copies the cells; a row of four empty ones is not kept. False: no room for it. */
bool foreign_rows_add(struct foreign_rows *foreign, uint32_t place, const char *const cells[FOREIGN_CELLS]);

/* Was a row refused for want of room? */
bool foreign_rows_full(const struct foreign_rows *foreign);

/* In the order in which they were added. Live as long as `people`. */
size_t foreign_rows_count(const struct foreign_rows *foreign);
const struct foreign_row *foreign_rows_at(const struct foreign_rows *foreign, size_t index);

/* The same rows, wherever they stand? NULL is none. */
bool foreign_rows_same(const struct foreign_rows *a, const struct foreign_rows *b);

/* A row that our cells fell on. */
struct foreign_hit {
    uint32_t place;                /* where it stands now */
    const struct foreign_row *was; /* as it must be again; NULL: empty in A to D */
};

struct foreign_questions {
    /* Did we send this cell to that column lately? */
    bool (*is_ours)(void *ctx, unsigned column, const char *cell);
    /* Did we lately write to that row number? */
    bool (*was_aimed_at)(void *ctx, uint32_t place);
    void *ctx;
};

/* Compares `now` with `before`. A row that differs only in cells that we sent is one that we hit, if a row is
 * missing that it can have been, or if there was nothing in it; everything else is people's own doing. Writes
 * at most `most` hits, borrowed from `before`; returns how many. */
size_t foreign_rows_hits(const struct foreign_rows *before, const struct foreign_rows *now,
                         const struct foreign_questions *questions, struct foreign_hit *ret_hits,
                         size_t most);

/* `now` as it will be once the hits are undone, which borrow from it from then on. The caller owns it. */
struct foreign_rows *foreign_rows_restored(const struct foreign_rows *now, struct foreign_hit *hits,
                                           size_t count);

#endif
