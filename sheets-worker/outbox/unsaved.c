/* A sorted array: it is short but on a full disk. */
#include "unsaved.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

void unsaved_free(struct unsaved *u)
{
    free(u->rows);
    *u = (struct unsaved){0};
}

/* Where `id` is, or would be. */
static size_t place_of(const struct unsaved *u, uint64_t id)
{
    size_t low = 0, high = u->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (u->rows[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_at(const struct unsaved *u, size_t place, uint64_t id)
{
    return place < u->count && u->rows[place].id == id;
}

static void insert(struct unsaved *u, size_t place)
{
    if (u->count == u->room) {
        u->room = u->room ? u->room * 2 : 64;
        u->rows = realloc(u->rows, u->room * sizeof(*u->rows));
        if (!u->rows)
            abort();
    }
    memmove(&u->rows[place + 1], &u->rows[place], (u->count++ - place) * sizeof(*u->rows));
}

void unsaved_add(struct unsaved *u, uint64_t id, uint64_t version, enum unsaved_what what)
{
    size_t place = place_of(u, id);
    if (!is_at(u, place, id))
        insert(u, place);
    u->rows[place] = (struct unsaved_row){id, version, what};
}

void unsaved_add_older(struct unsaved *u, uint64_t id, uint64_t version, enum unsaved_what what)
{
    if (!is_at(u, place_of(u, id), id))
        unsaved_add(u, id, version, what);
}

struct unsaved_row unsaved_find(const struct unsaved *u, uint64_t id)
{
    size_t place = place_of(u, id);
    return is_at(u, place, id) ? u->rows[place] : (struct unsaved_row){.id = id};
}
