/* What is in the image before and not in the one after. */
#include "clear_aims.h"

#include "cell.h"

struct look {
    const struct row_map *now;
    uint32_t place;
    size_t gone;
    const struct map_row *last, *there; /* gone: the last one, and the one that stood at `place` */
};

static void look_at(void *ctx, const struct map_row *was)
{
    struct look *l = ctx;
    if (row_map_find(l->now, was->id))
        return;
    l->gone++;
    l->last = was;
    if (was->place && was->place == l->place)
        l->there = was;
}

static size_t second_rows(const struct row_map *map, uint64_t id)
{
    const struct map_row *duplicates;
    size_t found = 0, count = row_map_duplicates(map, &duplicates);
    for (size_t i = 0; i < count; i++)
        found += duplicates[i].id == id;
    return found;
}

/* NULL: none. */
static const struct map_row *victim(const struct sent_row *sent, const struct row_map *before,
                                    const struct row_map *now)
{
    struct look look = {.now = now, .place = sent->place};
    row_map_each(before, look_at, &look);
    if (look.there && !row_map_at(now, sent->place))
        return look.there;
    return look.gone == 1 && second_rows(now, sent->id) >= sent->cells[0] ? look.last : NULL;
}

bool clear_aims_elsewhere(const struct sent_row *sent, const struct row_map *before,
                          const struct row_map *now)
{
    return second_rows(now, sent->id) >= sent->cells[0] && !victim(sent, before, now);
}

void clear_aims_look(const struct in_doubt *in_doubt, const struct row_map *before, const struct row_map *now,
                     void (*each)(void *ctx, const struct row *row), void *ctx)
{
    char key[24];
    for (size_t i = 0; before && i < in_doubt->count; i++) {
        const struct sent_row *sent = &in_doubt->rows[i];
        if (!(sent->columns & SENT_CLEARS) || !sent_row_astray(sent))
            continue;
        const struct map_row *was = victim(sent, before, now);
        if (was)
            each(ctx, &(struct row){cell_id_text(was->id, key), was->b, was->c, was->d});
    }
}
