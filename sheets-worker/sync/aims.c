/* The places first, sorted: a sheet may have many rows. */
#include "aims.h"

#include "cell.h"

#include <stdlib.h>
#include <string.h>

struct look {
    const struct in_doubt *in_doubt;
    const struct row_map *before;
    const uint32_t *places;
    size_t count;
    bool met_others; /* of some write it is known whose row it met, wherever that stands by now */
    void (*each)(void *ctx, const struct row *row);
    void *ctx;
};

static int compare_places(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? -1 : x > y;
}

static bool is_as_sent(const struct sent_row *sent, unsigned column, const char *held)
{
    return (sent->columns & 1u << column) && cell_shows(held, sent->cells[column - 1]);
}

static bool was_met(const struct sent_row *sent, const struct map_row *held)
{
    char key[24];
    if (!sent_row_astray(sent) || !sent->place || sent->id == held->id || sent->columns & SENT_CLEARS)
        return false;
    return sent->place == held->place ||
           (sent->fell_on && sent->fell_on == cell_hash(cell_id_text(held->id, key)));
}

static bool fits(const struct sent_row *sent, const struct map_row *was, const struct map_row *held)
{
    return was_met(sent, held) && (strcmp(was->b, held->b) == 0 || is_as_sent(sent, 1, held->b)) &&
           (strcmp(was->c, held->c) == 0 || is_as_sent(sent, 2, held->c)) &&
           (strcmp(was->d, held->d) == 0 || is_as_sent(sent, 3, held->d));
}

static bool same_cells(const struct map_row *a, const struct map_row *b)
{
    return strcmp(a->b, b->b) == 0 && strcmp(a->c, b->c) == 0 && strcmp(a->d, b->d) == 0;
}

static void look_at(void *ctx, const struct map_row *held)
{
    const struct look *l = ctx;
    char key[24];
    if (!l->met_others && !bsearch(&held->place, l->places, l->count, sizeof(*l->places), compare_places))
        return;
    const struct map_row *was = row_map_find(l->before, held->id);
    if (!was || was->id_form == ID_ROUNDED || same_cells(was, held))
        return;
    for (size_t i = 0; i < l->in_doubt->count; i++)
        if (fits(&l->in_doubt->rows[i], was, held)) {
            l->each(l->ctx, &(struct row){cell_id_text(held->id, key), was->b, was->c, was->d});
            return;
        }
}

void aims_look(const struct in_doubt *in_doubt, const struct row_map *before, const struct row_map *now,
               void (*each)(void *ctx, const struct row *row), void *ctx)
{
    size_t count = 0;
    if (!before || !in_doubt->count)
        return;
    uint32_t *places = calloc(in_doubt->count, sizeof(*places));
    if (!places)
        abort();
    bool met_others = false;
    for (size_t i = 0; i < in_doubt->count; i++) {
        const struct sent_row *row = &in_doubt->rows[i];
        if (!sent_row_astray(row) || !row->place)
            continue;
        places[count++] = row->place;
        met_others = met_others || row->fell_on;
    }
    qsort(places, count, sizeof(*places), compare_places);
    struct look look = {in_doubt, before, places, count, met_others, each, ctx};
    row_map_each(now, look_at, &look);
    free(places);
}
