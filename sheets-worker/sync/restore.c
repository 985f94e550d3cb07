/* Looking for what was hit, and putting it back. */
#include "restore.h"

#include "a1.h"
#include "cell.h"
#include "overwritten.h"
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
                sent_cells_add(&r->sent, column, cell_hash(texts[column]));
        sent_cells_add_place(&r->sent, updates[i].place);
    }
}

void restore_inherit(struct restore *r, const struct in_doubt *in_doubt)
{
    for (size_t i = 0; i < in_doubt->count; i++) {
        const struct sent_row *row = &in_doubt->rows[i];
        if (row->columns & SENT_CLEARS)
            continue; /* clear_aims.h */
        for (unsigned column = 1; column < FOREIGN_CELLS; column++)
            if (row->columns & 1u << column)
                sent_cells_add(&r->sent, column, row->cells[column - 1]);
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
            sent_cells_add(&r->sent, column, cell_hash(texts[column - 1]));
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

/* Of what was hit and is known to nobody a person is told where it stood. */
static void name_overwritten(const struct restore *r, const struct restore_view *v,
                             const struct foreign_rows *seen)
{
    const struct overwritten_view view = {r->foreign, seen, r->hits, r->hit_count, v->before, v->now};
    struct buffer cells;
    buffer_init(&cells, 8192);
    size_t count = overwritten_look(v->in_doubt, &view, &cells);
    sync_log_overwritten(count, buffer_string(&cells));
    buffer_free(&cells);
}

void restore_look(struct restore *r, const struct restore_view *v, struct foreign_rows **take_foreign)
{
    struct foreign_rows *seen = *take_foreign;
    struct look look = {r, v->now_ms < r->aim_unknown_until_ms || in_doubt_astray(v->in_doubt)};
    const struct foreign_questions questions = {is_ours, was_aimed_at, &look};
    sync_log_foreign_full(v->log, foreign_rows_full(seen));
    r->hit_count = r->foreign ? foreign_rows_hits(r->foreign, seen, &questions, r->hits, HITS_MAX) : 0;
    name_overwritten(r, v, seen);
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

static const char *was_cell(const struct foreign_hit *hit, size_t column)
{
    return hit->was ? hit->was->cells[column] : "";
}

bool restore_depart(const struct restore *r, struct in_doubt *in_doubt, int64_t wall_ms)
{
    struct sent_row rows[HITS_MAX];
    for (size_t i = 0; i < r->hit_count; i++) {
        rows[i] = (struct sent_row){.place = r->hits[i].place, .columns = 0xE};
        for (size_t column = 1; column < FOREIGN_CELLS; column++)
            rows[i].cells[column - 1] = cell_typed_hash(was_cell(&r->hits[i], column));
    }
    return in_doubt_depart(in_doubt, rows, r->hit_count, wall_ms);
}

void restore_fill(struct restore *r, const struct api_place *place, uint64_t now_ms,
                  struct api_request *request)
{
    for (size_t i = 0; i < r->hit_count; i++) {
        sent_cells_add_place(&r->sent, r->hits[i].place);
        for (unsigned column = 1; column < FOREIGN_CELLS; column++)
            sent_cells_add(&r->sent, column, cell_typed_hash(was_cell(&r->hits[i], column)));
    }
    r->aim_unknown_until_ms = now_ms + IN_DOUBT_MS; /* until a look shows that it worked */
    request_restore(request, place, r->hits, r->hit_count);
}

/* What stood in a row that was empty as far as it is known is not put back, but taken out. */
static void say_done(const struct restore *r, const struct sync_log *log)
{
    struct buffer cells;
    char span[A1_SPAN_SIZE];
    size_t emptied = 0;
    uint32_t first_place = 0;
    buffer_init(&cells, 8192);
    for (size_t i = 0; i < r->hit_count; i++) {
        if (r->hits[i].was) {
            first_place = first_place ? first_place : r->hits[i].place;
            continue;
        }
        buffer_text(&cells, emptied++ ? ", " : "");
        buffer_text(&cells, a1_span(span, r->hits[i].place, 0xE));
    }
    sync_log_restored(log, r->hit_count - emptied, first_place);
    sync_log_emptied(log, emptied, buffer_string(&cells));
    buffer_free(&cells);
}

struct step_result restore_answered(const struct restore *r, struct in_doubt *in_doubt,
                                    const struct sync_log *log, const struct step_reply *reply)
{
    struct step_result result = step_of_write(reply);
    step_note_blind(reply, in_doubt);
    if (result.ending == SYNC_DONE)
        say_done(r, log);
    result.image_doubted = result.read_wanted = true; /* the read shows whether that was all */
    return result;
}
