/* Each astray row against each row that was seen: both are few where this matters. */
#include "overwritten.h"

#include "a1.h"
#include "cell.h"
#include "clear_aims.h"

#include <string.h>

struct look {
    struct in_doubt *in_doubt;
    const struct overwritten_view *view;
    struct buffer *cells;
    size_t count;
};

static bool may_have_met(const struct sent_row *sent, uint32_t place, uint64_t key_hash)
{
    if (!sent_row_astray(sent) || sent->named || !sent->place || sent->columns & SENT_CLEARS)
        return false;
    return sent->fell_on ? sent->fell_on == key_hash : sent->place == place;
}

static void name(struct look *l, struct sent_row *sent, uint32_t place)
{
    char span[A1_SPAN_SIZE];
    sent->named = true;
    buffer_text(l->cells, l->count++ ? ", " : "");
    buffer_text(l->cells, a1_span(span, place, sent->columns & 0xF));
}

/* ---- People's. */

static bool same_cells(const struct foreign_row *a, const struct foreign_row *b)
{
    for (size_t i = 0; i < FOREIGN_CELLS; i++)
        if (strcmp(a->cells[i], b->cells[i]) != 0)
            return false;
    return true;
}

static bool is_known(const struct overwritten_view *v, const struct foreign_row *row)
{
    for (size_t i = 0; i < v->hit_count; i++)
        if (v->hits[i].place == row->place)
            return true;
    for (size_t i = 0; i < foreign_rows_count(v->before); i++)
        if (same_cells(foreign_rows_at(v->before, i), row))
            return true; /* as it was */
    return false;
}

static bool holds_sent(const struct sent_row *sent, const struct foreign_row *row)
{
    for (unsigned column = 1; column < FOREIGN_CELLS; column++)
        if ((sent->columns & 1u << column) && sent->cells[column - 1] != cell_typed_hash(row->cells[column]))
            return false;
    return true;
}

static void look_at_foreign(struct look *l, const struct foreign_row *row)
{
    uint64_t key_hash = cell_typed_hash(row->cells[0]);
    for (size_t i = 0; i < l->in_doubt->count; i++) {
        struct sent_row *sent = &l->in_doubt->rows[i];
        if (may_have_met(sent, row->place, key_hash) && holds_sent(sent, row) && !is_known(l->view, row))
            name(l, sent, row->place);
    }
}

/* ---- With an id that nobody had seen before. */

static bool shows_sent(const struct sent_row *sent, const struct map_row *row)
{
    const char *const texts[] = {row->b, row->c, row->d};
    for (unsigned column = 1; column <= 3; column++)
        if ((sent->columns & 1u << column) && !cell_shows(texts[column - 1], sent->cells[column - 1]))
            return false;
    return true;
}

static void look_at_ours(void *ctx, const struct map_row *row)
{
    struct look *l = ctx;
    char key[24];
    if (row_map_find(l->view->ours_before, row->id))
        return;
    uint64_t key_hash = cell_hash(cell_id_text(row->id, key));
    for (size_t i = 0; i < l->in_doubt->count; i++) {
        struct sent_row *sent = &l->in_doubt->rows[i];
        if (sent->id != row->id && may_have_met(sent, row->place, key_hash) && shows_sent(sent, row))
            name(l, sent, row->place);
    }
}

/* The clearing of a second row leaves nothing that could be found: where it was aimed is all that is known.
 */
static void look_at_clears(struct look *l)
{
    const struct overwritten_view *v = l->view;
    for (size_t i = 0; i < l->in_doubt->count; i++) {
        struct sent_row *sent = &l->in_doubt->rows[i];
        if ((sent->columns & SENT_CLEARS) && sent->unseen && !sent->named &&
            clear_aims_elsewhere(sent, v->ours_before, v->ours))
            name(l, sent, sent->place);
    }
}

size_t overwritten_look(struct in_doubt *in_doubt, const struct overwritten_view *view, struct buffer *cells)
{
    struct look look = {in_doubt, view, cells, 0};
    if (!view->before || !in_doubt_astray(in_doubt))
        return 0; /* what was there is not known of any row */
    for (size_t i = 0; i < foreign_rows_count(view->seen); i++)
        look_at_foreign(&look, foreign_rows_at(view->seen, i));
    if (view->ours_before) {
        row_map_each(view->ours, look_at_ours, &look);
        look_at_clears(&look);
    }
    return look.count;
}
