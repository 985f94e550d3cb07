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
    return (sent->columns & 1u << column) && sent->cells[column - 1] == cell_hash(held);
}

static bool fits(const struct sent_row *sent, const struct map_row *was, const struct map_row *held)
{
    return sent->unanswered && sent->place == held->place && sent->id != held->id &&
           (strcmp(was->b, held->b) == 0 || is_as_sent(sent, 1, held->b)) &&
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
    if (!held->place || !bsearch(&held->place, l->places, l->count, sizeof(*l->places), compare_places))
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
    for (size_t i = 0; i < in_doubt->count; i++)
        if (in_doubt->rows[i].unanswered && in_doubt->rows[i].place)
            places[count++] = in_doubt->rows[i].place;
    qsort(places, count, sizeof(*places), compare_places);
    struct look look = {in_doubt, before, places, count, each, ctx};
    row_map_each(now, look_at, &look);
    free(places);
}
