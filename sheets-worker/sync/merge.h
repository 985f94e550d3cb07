/* Two rows of one ticket become one (contract 5): what we confirmed last stands in the topmost, or, where
 * that is not known, everything that they say together; then the others are cleared (duplicate.h), one after
 * the other, and never before the topmost holds it all. Looks at what a read shows. */
#ifndef VIGIE_MERGE_H
#define VIGIE_MERGE_H

#include "duplicate.h"
#include "journal.h"
#include "row_map.h"

#include <stdint.h>

/* `before`: what was known, NULL: nothing. */
void merge_look(const struct row_map *before, const struct row_map *now, struct journal *journal,
                struct duplicate *duplicate, int64_t wall_ms);

#endif
