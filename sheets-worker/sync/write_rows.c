/* Batches, and what their answers mean for those who must know. */
#include "write_rows.h"

#include "cell.h"

/* ---- Before it leaves. */

/* The sheet shows them as they were accepted. */
static void note_present(const struct write_rows *w)
{
    const struct plan *plan = &w->batch->plan;
    struct row present[PLAN_ROWS_MAX];
    for (size_t i = 0; i < plan->present_count; i++) {
        uint64_t id = 0;
        present[i] = plan->present[i]->row;
        (void)cell_id(present[i].key, &id);
        row_map_confirm(w->image->map, id);
        verify_present(w->verify, &present[i]);
    }
    last_rows_wrote(w->last_rows, present, plan->present_count);
}

bool write_rows_plan(const struct write_rows *w, size_t *ret_settled)
{
    const struct plan *plan = &w->batch->plan;
    enum plan_kind kind = write_batch_plan(w->batch, w->journal, w->image->map, ret_settled);
    sync_log_settled(w->log, *ret_settled);
    note_present(w);
    if (kind == PLAN_NOTHING && plan->places_missing)
        cache_doubt(w->image);
    return kind != PLAN_NOTHING;
}

bool write_rows_depart(const struct write_rows *w, int64_t wall_ms)
{
    struct sent_row rows[PLAN_ROWS_MAX];
    size_t count = write_batch_departure(w->batch, rows);
    return in_doubt_depart(w->in_doubt, rows, count, wall_ms);
}

void write_rows_fill(const struct write_rows *w, const struct api_place *place, struct api_request *request)
{
    const struct plan *plan = &w->batch->plan;
    write_batch_fill(w->batch, place, request);
    if (plan->kind == PLAN_UPDATES)
        restore_note_batch(w->restore, plan->updates, plan->count);
}

/* ---- Its answer. */

static void note_landed(const struct write_rows *w, const bool *met, uint64_t now_ms)
{
    const struct plan *plan = &w->batch->plan;
    struct row landed[PLAN_ROWS_MAX];
    size_t count = 0, unwatched = 0;
    for (size_t i = 0; i < plan->count; i++) {
        const struct row *row = &plan->batch[i]->row;
        uint64_t id = 0;
        (void)cell_id(row->key, &id);
        unwatched += !verify_landed(w->verify, row, row_map_find(w->image->map, id), met[i], now_ms);
        if (met[i])
            landed[count++] = *row;
    }
    sync_log_unwatched(w->log, unwatched);
    last_rows_wrote(w->last_rows, landed, count);
}

/* Some of the batch fell on rows that people had just moved there. It is read at once who was hit. */
static struct step_result missed(const struct write_rows *w, const bool *met, size_t count)
{
    struct step_result result = step_ended(SYNC_DONE);
    const struct plan *plan = &w->batch->plan;
    size_t first = 0;
    while (met[first])
        first++;
    sync_log_moved(w->log, count, plan->batch[first]->row.key, plan->updates[first].place);
    result.image_doubted = result.read_wanted = true;
    return result;
}

static struct step_result landed(const struct write_rows *w, const bool *met, const uint64_t *fell_on,
                                 uint64_t now_ms)
{
    const struct plan *plan = &w->batch->plan;
    note_landed(w, met, now_ms); /* before the image is told */
    in_doubt_answered(w->in_doubt, met, fell_on);
    size_t count = write_batch_landed(w->batch, w->journal, w->image->map, met);
    sync_log_batch(w->log, plan->count, count, plan->healed);
    return count < plan->count ? missed(w, met, plan->count - count) : step_ended(SYNC_DONE);
}

/* It may have landed, or may yet land: the sheet is read before anything is sent again. */
static struct step_result doubted(const struct write_rows *w, struct step_result result, uint64_t now_ms)
{
    const struct plan *plan = &w->batch->plan;
    size_t unwatched = 0;
    for (size_t i = 0; i < plan->count; i++) {
        uint32_t place = plan->kind == PLAN_UPDATES ? plan->updates[i].place : 0;
        unwatched += !verify_doubt(w->verify, &plan->batch[i]->row, place, now_ms);
    }
    sync_log_unwatched(w->log, unwatched);
    in_doubt_unanswered(w->in_doubt);
    result.image_doubted = true;
    return result;
}

/* Google dislikes something in the batch. */
static struct step_result refused(const struct write_rows *w, const struct outcome *outcome)
{
    char cells[PLAN_CELLS_SIZE];
    in_doubt_refused(w->in_doubt);
    const struct waiting_row *culprit = write_batch_refused(w->batch, w->journal, outcome->words);
    if (culprit)
        sync_log_dead_letter(w->log, culprit, plan_cells(&w->batch->plan, cells), outcome->words);
    return step_ended(SYNC_SMALLER);
}

struct step_result write_rows_answered(const struct write_rows *w, const struct step_reply *reply,
                                       uint64_t now_ms)
{
    bool met[PLAN_ROWS_MAX];
    uint64_t fell_on[PLAN_ROWS_MAX];
    switch (reply->outcome->class) {
    case OUTCOME_DONE:
        if (write_batch_read(w->batch, reply->body, reply->length, met, fell_on))
            return landed(w, met, fell_on, now_ms);
        return doubted(w, step_unreadable(), now_ms);
    case OUTCOME_AMBIGUOUS:
        return doubted(w, step_failed(reply->outcome), now_ms);
    case OUTCOME_CONTENT:
        return refused(w, reply->outcome);
    case OUTCOME_LATER:
    case OUTCOME_TOKEN:
    case OUTCOME_QUOTA:
    case OUTCOME_PARKED:
    case OUTCOME_PLACE:
    case OUTCOME_TAB_MISSING:
    case OUTCOME_TAB_GONE:
        in_doubt_refused(w->in_doubt); /* nothing was written */
        break;
    }
    return step_failed(reply->outcome);
}

/* A later write of the row may have been confirmed: then the earlier one would bring an old value back. */
static void inherit_newest(const struct write_rows *w, const struct sent_row *sent)
{
    char key[24];
    struct row waiting;
    const struct map_row *held = w->image->map ? row_map_find(w->image->map, sent->id) : NULL;
    if (!held || !held->confirmed || journal_find(w->journal, cell_id_text(sent->id, key), &waiting))
        return;
    verify_present(w->verify, &(struct row){key, held->b, held->c, held->d});
}

void write_rows_inherit(const struct write_rows *w, uint64_t now_ms)
{
    for (size_t i = 0; i < w->in_doubt->count; i++) {
        const struct sent_row *sent = &w->in_doubt->rows[i];
        if (!sent->id || sent->columns & SENT_CLEARS)
            continue; /* no value of a row of ours */
        (void)verify_inherit(w->verify, sent, now_ms);
        inherit_newest(w, sent);
    }
}

void write_rows_inherit_unknown(const struct write_rows *w, uint64_t now_ms)
{
    for (size_t i = 0; i < w->batch->loaded.count; i++)
        (void)verify_doubt(w->verify, &w->batch->loaded.rows[i].row, 0, now_ms);
}
