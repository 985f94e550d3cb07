/* Each believed row is looked up. Where it stands does not matter: people sort. */
#include "reconcile.h"

#include <string.h>

struct comparison {
    const struct row_map *now;
    bool (*excused)(void *ctx, uint64_t id);
    void *ctx;
    struct divergence found;
};

static bool same_cells(const struct map_row *a, const struct map_row *b)
{
    return strcmp(a->b, b->b) == 0 && strcmp(a->c, b->c) == 0 && strcmp(a->d, b->d) == 0;
}

static void look(void *ctx, const struct map_row *believed)
{
    struct comparison *comparison = ctx;
    const struct map_row *now = row_map_find(comparison->now, believed->id);
    if (now && same_cells(believed, now))
        return;
    if (comparison->excused(comparison->ctx, believed->id))
        return;
    if (now)
        comparison->found.changed++;
    else
        comparison->found.gone++;
}

struct divergence reconcile(const struct row_map *believed, const struct row_map *now,
                            bool (*excused)(void *ctx, uint64_t id), void *ctx)
{
    struct comparison comparison = {.now = now, .excused = excused, .ctx = ctx};
    row_map_each(believed, look, &comparison);
    return comparison.found;
}
