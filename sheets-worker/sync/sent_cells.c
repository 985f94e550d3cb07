/* Cells that our writes sent and the sheet has not shown back yet: the newest of them, and where they were
 * aimed. */
#include "sent_cells.h"

#include "cell.h"

static uint64_t of_column(unsigned column, uint64_t hash)
{
    return (hash ^ column) * 0x100000001B3u;
}

/* A text by its hash alone, for of what a predecessor sent no more is known. */
static uint64_t hash(unsigned column, const char *cell)
{
    bool text = cell[0] == 's' || !cell[0];
    uint64_t h = cell_hash(cell[0] == 's' ? cell + 1 : cell);
    return of_column(column, text ? h : ~h);
}

bool sent_cells_hold(const struct sent_cells *m, unsigned column, const char *cell)
{
    uint64_t wanted = hash(column, cell);
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

void sent_cells_add(struct sent_cells *m, unsigned column, const char *cell)
{
    m->cells[m->cell_count++ % SENT_CELLS_MAX] = hash(column, cell);
}

void sent_cells_add_text(struct sent_cells *m, unsigned column, uint64_t text_hash)
{
    m->cells[m->cell_count++ % SENT_CELLS_MAX] = of_column(column, text_hash);
}

void sent_cells_add_place(struct sent_cells *m, uint32_t place)
{
    m->places[m->place_count++ % SENT_PLACES_MAX] = place;
}
