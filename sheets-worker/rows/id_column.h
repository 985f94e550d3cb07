/* Where the ids went when column A shows none of those that it held: somebody inserted a column before it, or
 * moved it. Rows that were written by such a read would stand there twice. Pure. */
#ifndef VIGIE_ID_COLUMN_H
#define VIGIE_ID_COLUMN_H

#include "foreign_rows.h"
#include "row_map.h"

/* The letter of the column that holds ids of `before` while column A holds none of them any more, 0: nothing
 * of the kind. `now`, `people`: what was read. `before` NULL: nothing is known. */
char id_column_moved(const struct row_map *before, const struct row_map *now,
                     const struct foreign_rows *foreign);

#endif
