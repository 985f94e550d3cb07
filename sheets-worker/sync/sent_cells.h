/* What we lately sent into cells of known places, so that it can be told from what people typed when it turns
 * up in a row that is not ours. The oldest of each is forgotten. Pure; embedded by its user. */
#ifndef VIGIE_SENT_CELLS_H
#define VIGIE_SENT_CELLS_H

#include "foreign_rows.h"

#define SENT_CELLS_MAX  4096
#define SENT_PLACES_MAX 1024

struct sent_cells {
    uint64_t cells[SENT_CELLS_MAX]; /* hashes of column and cell */
    uint32_t places[SENT_PLACES_MAX];
    size_t cell_count, place_count; /* ever noted */
};

/* A cell by its cell_typed_hash (cell.h), for of what a predecessor sent no more is known; columns count from
 * 0 (A). */
void sent_cells_add(struct sent_cells *marks, unsigned column, uint64_t cell);
void sent_cells_add_place(struct sent_cells *marks, uint32_t place);

/* A cell as foreign_rows.h types it. */
bool sent_cells_hold(const struct sent_cells *marks, unsigned column, const char *cell);
bool sent_cells_hold_place(const struct sent_cells *marks, uint32_t place);

#endif
