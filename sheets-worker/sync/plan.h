/* What the next write to Google is: out of the waiting rows and the sheet as it was just read, one batch of
 * one kind. Rows that the sheet holds already need no write; known keys are overwritten where they stand,
 * only in the cells that differ; new keys are inserted. Pure: borrows the rows, allocates nothing. */
#ifndef VIGIE_PLAN_H
#define VIGIE_PLAN_H

#include "a1.h"
#include "oldest_rows.h"
#include "requests.h"
#include "row_map.h"

#define PLAN_ROWS_MAX  OLDEST_ROWS_MAX
#define PLAN_BYTES_MAX (1024 * 1024)

enum plan_kind { PLAN_NOTHING, PLAN_UPDATES, PLAN_INSERTS };

struct plan {
    enum plan_kind kind;
    size_t count; /* rows in the batch */
    const struct waiting_row *batch[PLAN_ROWS_MAX];
    struct api_update updates[PLAN_ROWS_MAX]; /* PLAN_UPDATES: beside batch */
    struct row inserts[PLAN_ROWS_MAX];        /* PLAN_INSERTS: beside batch */
    size_t present_count;                     /* rows that the sheet holds already */
    const struct waiting_row *present[PLAN_ROWS_MAX];
    size_t healed;       /* rows of the batch whose retyped or dressed id is put right */
    bool places_missing; /* a known key stands nobody knows where: read the sheet again, then plan again */
};

/* `waiting`: the oldest rows, at most PLAN_ROWS_MAX, oldest first; it decides the kind. `rows_most`: at most
 * so many in the batch (bisecting), at least 1. */
void plan_make(struct plan *plan, const struct waiting_row *waiting, size_t count, const struct row_map *map,
               size_t rows_most);

/* Where the first row of the batch is to be written, as "B7:D7", "" if it is new. Returns `room`. */
#define PLAN_CELLS_SIZE A1_SPAN_SIZE
const char *plan_cells(const struct plan *plan, char room[PLAN_CELLS_SIZE]);

/* How many rows a batch may hold while a row that Google refuses is being looked for. */
struct batch_size {
    size_t most; /* 0: PLAN_ROWS_MAX */
};
size_t batch_size(const struct batch_size *size);
/* Google refused a batch of `count` rows for its content. True: it was a single one, and it is the culprit.
 */
bool batch_size_refused(struct batch_size *size, size_t count);
void batch_size_taken(struct batch_size *size);

#endif
