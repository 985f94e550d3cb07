/* Looks at every row that holds no id in column A. */
#include "id_column.h"

#include "cell.h"

struct search {
    const struct row_map *now;
    bool found;
};

static void look_for(void *ctx, const struct map_row *row)
{
    struct search *search = ctx;
    const struct map_row *held = search->found ? NULL : row_map_find(search->now, row->id);
    search->found = search->found || (held && held->id_form != ID_ROUNDED);
}

static bool shows_any(const struct row_map *before, const struct row_map *now)
{
    struct search search = {.now = now};
    row_map_each(before, look_for, &search);
    return search.found;
}

static bool knows(const struct row_map *before, const char *cell)
{
    uint64_t id;
    return cell[0] == 's' && cell_id(cell + 1, &id) && row_map_find(before, id);
}

char id_column_moved(const struct row_map *before, const struct row_map *now,
                     const struct foreign_rows *foreign)
{
    if (!before || shows_any(before, now))
        return 0;
    for (size_t i = 0; i < foreign_rows_count(foreign); i++)
        for (unsigned column = 1; column < FOREIGN_CELLS; column++)
            if (knows(before, foreign_rows_at(foreign, i)->cells[column]))
                return (char)('A' + column);
    return 0;
}
