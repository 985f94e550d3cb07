/* What we lately sent into cells of known places, so that it can be told from what people typed when it turns
 * up in a row that is not ours. The oldest of each is forgotten. Pure; embedded by its user. */
#ifndef VIGIE_MARKS_H
#define VIGIE_MARKS_H

#include "people.h"

#define MARKS_CELLS  4096
#define MARKS_PLACES 1024

struct marks {
    uint64_t cells[MARKS_CELLS]; /* hashes of column and cell */
    uint32_t places[MARKS_PLACES];
    size_t cell_count, place_count; /* ever noted */
};

/* A cell as people.h types it; columns count from 0 (A). */
void marks_cell(struct marks *marks, unsigned column, const char *cell);
void marks_place(struct marks *marks, uint32_t place);

bool marks_hold_cell(const struct marks *marks, unsigned column, const char *cell);
bool marks_hold_place(const struct marks *marks, uint32_t place);

#endif
