/* Rows that a write of ours fell on and that no read had shown: pasted or typed between the read and the
 * write. What they held is not known, so that nothing can be put back; a person is told which cells it was.
 * Pure. */
#ifndef VIGIE_OVERWRITTEN_H
#define VIGIE_OVERWRITTEN_H

#include "buffer.h"
#include "foreign_rows.h"
#include "in_doubt.h"
#include "row_map.h"

struct overwritten_view {
    const struct foreign_rows *before, *seen; /* people's rows; `before` NULL: nothing was known */
    const struct foreign_hit *hits;           /* those of `seen` that are known, and put back */
    size_t hit_count;
    const struct row_map *ours_before, *ours; /* the same of rows with an id */
};

/* Rows of `view` that hold what an astray write sent, where it was aimed or whose column A it met, or where
 * the clearing of a second row fell on another one: appends the cells of each as "B7:D7, B9", once for each
 * write. Returns how many. */
size_t overwritten_look(struct in_doubt *in_doubt, const struct overwritten_view *view, struct buffer *cells);

#endif
