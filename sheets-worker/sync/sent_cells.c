/* Two rings. */
#include "sent_cells.h"

static uint64_t hash(unsigned column, const char *cell)
{
    uint64_t h = 0xCBF29CE484222325u ^ column; /* FNV-1a */
    for (; *cell; cell++)
        h = (h ^ (unsigned char)*cell) * 0x100000001B3u;
    return h;
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

void sent_cells_add_place(struct sent_cells *m, uint32_t place)
{
    m->places[m->place_count++ % SENT_PLACES_MAX] = place;
}
