/* Cells that our writes sent and the sheet has not shown back yet: the newest of them, and where they were
 * aimed. */
#include "sent_cells.h"

#include "cell.h"

static uint64_t of_column(unsigned column, uint64_t hash)
{
    return (hash ^ column) * 0x100000001B3u;
}

bool sent_cells_hold(const struct sent_cells *m, unsigned column, const char *cell)
{
    uint64_t wanted = of_column(column, cell_typed_hash(cell));
    for (size_t i = 0; i < m->cell_count && i < SENT_CELLS_MAX; i++)
        if (m->cells[i] == wanted)
            return true;
    return false;
}

bool sent_cells_hold_place(const struct sent_cells *m, uint32_t place)
{
    for (size_t i = 0; i < m->place_count && i < SENT_PLACES_MAX; i++)
        if (m->places[i] == place)
            return true;
    return false;
}

void sent_cells_add(struct sent_cells *m, unsigned column, uint64_t cell)
{
    m->cells[m->cell_count++ % SENT_CELLS_MAX] = of_column(column, cell);
}

void sent_cells_add_place(struct sent_cells *m, uint32_t place)
{
    m->places[m->place_count++ % SENT_PLACES_MAX] = place;
}
