/* A row of ours that the clearing of a second row fell on, because people moved rows meanwhile: it is gone,
 * cells and id, and is to be written again. Beside aims.h, for what was sent shows nowhere. Pure. */
#ifndef VIGIE_CLEAR_AIMS_H
#define VIGIE_CLEAR_AIMS_H

#include "in_doubt.h"
#include "row_map.h"

/* As aims_look. It was hit if it is the only one that is gone and the key has as many second rows as before,
 * or if it stood where nothing stands now. */
void clear_aims_look(const struct in_doubt *in_doubt, const struct row_map *before, const struct row_map *now,
                     void (*each)(void *ctx, const struct row *row), void *ctx);

/* Did it fall on a row that is not ours: the key has as many second rows as before, and none of ours is gone?
 */
bool clear_aims_elsewhere(const struct sent_row *sent, const struct row_map *before,
                          const struct row_map *now);

#endif
