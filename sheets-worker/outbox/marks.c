/* Two rings. */
#include "marks.h"

static uint64_t hash(unsigned column, const char *cell)
{
    uint64_t h = 0xCBF29CE484222325u ^ column; /* FNV-1a */
    for (; *cell; cell++)
        h = (h ^ (unsigned char)*cell) * 0x100000001B3u;
    return h;
}

bool marks_hold_cell(const struct marks *m, unsigned column, const char *cell)
{
    uint64_t wanted = hash(column, cell);
    for (size_t i = 0; i < m->cell_count && i < MARKS_CELLS; i++)
        if (m->cells[i] == wanted)
            return true;
    return false;
}

bool marks_hold_place(const struct marks *m, uint32_t place)
{
    for (size_t i = 0; i < m->place_count && i < MARKS_PLACES; i++)
        if (m->places[i] == place)
            return true;
    return false;
}

void marks_cell(struct marks *m, unsigned column, const char *cell)
{
    m->cells[m->cell_count++ % MARKS_CELLS] = hash(column, cell);
}

void marks_place(struct marks *m, uint32_t place)
{
    m->places[m->place_count++ % MARKS_PLACES] = place;
}
