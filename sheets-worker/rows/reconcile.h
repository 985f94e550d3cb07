/* What the sheet was believed to hold against what it holds. Pure. Rows that are new in the sheet are no
 * divergence: nothing was believed of them. */
#ifndef VIGIE_RECONCILE_H
#define VIGIE_RECONCILE_H

#include "row_map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct divergence {
    size_t changed, gone; /* rows */
};

/* `excused`: that row is not expected to stand as it was believed to. */
struct divergence reconcile(const struct row_map *believed, const struct row_map *now,
                            bool (*excused)(void *ctx, uint64_t id), void *ctx);

#endif
