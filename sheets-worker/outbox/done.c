/* A sorted array: it is empty but on a full disk. */
#include "done.h"

#include <stdlib.h>
#include <string.h>

void done_free(struct done *d)
{
    free(d->rows);
    *d = (struct done){0};
}

/* Where `id` is, or would be. */
static size_t place_of(const struct done *d, uint64_t id)
{
    size_t low = 0, high = d->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (d->rows[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_at(const struct done *d, size_t place, uint64_t id)
{
    return place < d->count && d->rows[place].id == id;
}

void done_add(struct done *d, uint64_t id, uint64_t version, enum done_how how)
{
    size_t place = place_of(d, id);
    if (!is_at(d, place, id)) {
        if (d->count == d->room) {
            d->room = d->room ? d->room * 2 : 64;
            d->rows = realloc(d->rows, d->room * sizeof(*d->rows));
            if (!d->rows)
                abort();
        }
        memmove(&d->rows[place + 1], &d->rows[place], (d->count++ - place) * sizeof(*d->rows));
    }
    d->rows[place] = (struct done_row){id, version, how};
}

enum done_how done_how(const struct done *d, uint64_t id, uint64_t version)
{
    size_t place = place_of(d, id);
    return is_at(d, place, id) && d->rows[place].version == version ? d->rows[place].how : DONE_NOT;
}

size_t done_count(const struct done *d, enum done_how how)
{
    size_t count = 0;
    for (size_t i = 0; i < d->count; i++)
        count += d->rows[i].how == how;
    return count;
}
