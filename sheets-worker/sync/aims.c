/* Each row that is not as it was against each astray write: few are both. */
#include "aims.h"

#include "cell.h"

#include <string.h>

struct look {
    const struct in_doubt *in_doubt;
    const struct row_map *before;
    void (*each)(void *ctx, const struct row *row);
    void *ctx;
};

static bool is_as_sent(const struct sent_row *sent, unsigned column, const char *held)
{
    return (sent->columns & 1u << column) && cell_shows(held, sent->cells[column - 1]);
}

/* Every cell that was sent for another row, one of them new here and no empty list: nobody types so by chance. */
static bool holds_all(const struct sent_row *sent, const struct map_row *was, const struct map_row *held)
{
    const char *const before[] = {was->b, was->c, was->d}, *const now[] = {held->b, held->c, held->d};
    bool distinct = false;
    for (unsigned i = 0; i < 3; i++) {
        bool as_sent = is_as_sent(sent, i + 1, now[i]);
        if ((sent->columns & 2u << i) && !as_sent)
            return false;
        distinct = distinct || (as_sent && strcmp(before[i], now[i]) != 0 && strpbrk(now[i], "0123456789"));
    }
    return distinct;
}

/* Whose row was met? Where Google's answer does not tell, people may have moved it again since. */
static bool was_met(const struct sent_row *sent, const struct map_row *was, const struct map_row *held)
{
    char key[24];
    if (!sent_row_astray(sent) || !sent->place || sent->id == held->id || sent->columns & SENT_CLEARS)
        return false;
    if (sent->place == held->place)
        return true;
    if (sent->fell_on)
        return sent->fell_on == cell_hash(cell_id_text(held->id, key));
    return holds_all(sent, was, held);
}

static bool fits(const struct sent_row *sent, const struct map_row *was, const struct map_row *held)
{
    return was_met(sent, was, held) && (strcmp(was->b, held->b) == 0 || is_as_sent(sent, 1, held->b)) &&
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
    struct look look = {in_doubt, before, each, ctx};
    if (before && in_doubt_astray(in_doubt))
        row_map_each(now, look_at, &look);
}
