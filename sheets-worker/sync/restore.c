/* Looking for what was hit, and putting it back. */
#include "restore.h"

#include "cell.h"
#include "plan.h"
#include "sent_cells.h"

#include <stdlib.h>
#include <string.h>

#define HITS_MAX PLAN_ROWS_MAX /* no batch falls on more rows */

struct restore {
    struct foreign_rows *foreign; /* the other rows as they were, or will be again; NULL: not known */
    struct sent_cells sent;
    struct foreign_hit hits[HITS_MAX]; /* what is to be put back; borrowed from `foreign` */
    size_t hit_count;
    uint64_t aim_unknown_until_ms; /* where our cells may have fallen, or been moved to since, is not known */
    bool put_back;                 /* ... the hits, perhaps, and nobody has looked since */
};

struct restore *restore_create(struct foreign_rows **take_foreign)
{
    struct restore *r = calloc(1, sizeof(*r));
    if (!r)
        abort();
    r->foreign = *take_foreign;
    *take_foreign = NULL;
    return r;
}

void restore_destroy(struct restore **take_restore)
{
    struct restore *r = *take_restore;
    if (!r)
        return;
    *take_restore = NULL;
    foreign_rows_destroy(&r->foreign);
    free(r);
}

/* ---- What was sent. */

void restore_note_batch(struct restore *r, const struct api_update *updates, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *const texts[] = {updates[i].row.key, updates[i].row.b, updates[i].row.c,
                                     updates[i].row.d};
        for (unsigned column = 1; column < FOREIGN_CELLS; column++)
            if (updates[i].changed & 1u << column)
                sent_cells_add_text(&r->sent, column, cell_hash(texts[column]));
        sent_cells_add_place(&r->sent, updates[i].place);
    }
}

void restore_inherit(struct restore *r, const struct in_doubt *in_doubt)
{
    for (size_t i = 0; i < in_doubt->count; i++) {
        const struct sent_row *row = &in_doubt->rows[i];
        for (unsigned column = 1; column < FOREIGN_CELLS; column++)
            if (row->columns & 1u << column)
                sent_cells_add_text(&r->sent, column, row->cells[column - 1]);
        if (row->place)
            sent_cells_add_place(&r->sent, row->place);
    }
}

void restore_inherit_unknown(struct restore *r, const struct waiting_row *rows, size_t count, uint64_t now_ms)
{
    r->aim_unknown_until_ms = now_ms + IN_DOUBT_MS;
    for (size_t i = 0; i < count; i++) {
        const char *const texts[] = {rows[i].row.b, rows[i].row.c, rows[i].row.d};
        for (unsigned column = 1; column < FOREIGN_CELLS; column++)
            sent_cells_add_text(&r->sent, column, cell_hash(texts[column - 1]));
    }
}

/* ---- Looking. */

struct look {
    const struct restore *restore;
    bool aim_unknown;
};

static bool is_ours(void *ctx, unsigned column, const char *cell)
{
    const struct look *look = ctx;
    return sent_cells_hold(&look->restore->sent, column, cell);
}

static bool was_aimed_at(void *ctx, uint32_t place)
{
    const struct look *look = ctx;
    return look->aim_unknown || sent_cells_hold_place(&look->restore->sent, place);
}

static bool same_text(const char *typed, const char *text)
{
    if (typed[0] == 'n')
        return strtod(typed + 1, NULL) == strtod(text, NULL);
    return strcmp(typed[0] ? typed + 1 : "", text) == 0;
}

/* What the row was believed to hold is written again. */
static void give_back(const struct restore_view *v, uint64_t id)
{
    const struct map_row *was = v->before ? row_map_find(v->before, id) : NULL;
    char key[24];
    if (!was)
        return;
    const struct row row = {cell_id_text(id, key), was->b, was->c, was->d};
    (void)journal_write_again(v->journal, &row, v->wall_ms);
}

/* What we put back may itself have fallen on a row of ours. */
static void look_after_restoring(struct restore *r, const struct restore_view *v)
{
    for (size_t i = 0; r->put_back && i < r->hit_count; i++) {
        static const struct foreign_row NOTHING = {0, {"", "", "", ""}};
        const struct foreign_row *sent = r->hits[i].was ? r->hits[i].was : &NOTHING;
        const struct map_row *held = row_map_at(v->now, r->hits[i].place);
        if (held && same_text(sent->cells[1], held->b) && same_text(sent->cells[2], held->c) &&
            same_text(sent->cells[3], held->d))
            give_back(v, held->id);
    }
    r->put_back = false;
}

void restore_look(struct restore *r, const struct restore_view *v, struct foreign_rows **take_foreign)
{
    struct foreign_rows *seen = *take_foreign;
    struct look look = {r, v->now_ms < r->aim_unknown_until_ms || in_doubt_astray(v->in_doubt)};
    const struct foreign_questions questions = {is_ours, was_aimed_at, &look};
    look_after_restoring(r, v);
    sync_log_foreign_full(v->log, foreign_rows_full(seen));
    r->hit_count = r->foreign ? foreign_rows_hits(r->foreign, seen, &questions, r->hits, HITS_MAX) : 0;
    if (r->hit_count) {
        struct foreign_rows *restored = foreign_rows_restored(seen, r->hits, r->hit_count);
        foreign_rows_destroy(&seen);
        seen = restored;
    }
    /* Kept before the next write leaves, so that a successor can undo it. */
    if (!r->foreign || !foreign_rows_same(r->foreign, seen))
        last_rows_save_foreign(v->last_rows, seen);
    foreign_rows_destroy(&r->foreign);
    r->foreign = seen;
    *take_foreign = NULL;
}

/* ---- Putting back. */

size_t restore_wanted(const struct restore *r)
{
    return r->hit_count;
}

void restore_fill(struct restore *r, const struct api_place *place, uint64_t now_ms,
                  struct api_request *request)
{
    for (size_t i = 0; i < r->hit_count; i++) {
        sent_cells_add_place(&r->sent, r->hits[i].place);
        for (unsigned column = 1; column < FOREIGN_CELLS; column++)
            sent_cells_add(&r->sent, column, r->hits[i].was ? r->hits[i].was->cells[column] : "");
    }
    r->aim_unknown_until_ms = now_ms + IN_DOUBT_MS; /* until a look shows that it worked */
    request_restore(request, place, r->hits, r->hit_count);
}

struct step_result restore_answered(struct restore *r, const struct sync_log *log,
                                    const struct step_reply *reply)
{
    enum outcome_class class = reply->outcome->class;
    struct step_result result = step_of_write(reply);
    r->put_back = class == OUTCOME_DONE || class == OUTCOME_AMBIGUOUS;
    if (result.ending == SYNC_DONE)
        sync_log_restored(log, r->hit_count, r->hits[0].place);
    result.image_doubted = result.read_wanted = true; /* the read shows whether that was all */
    return result;
}
