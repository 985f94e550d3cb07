/* One batch of the outbox on its way into the sheet, and what became of it. */
#include "courier_inside.h"

#include "cell.h"
#include "loop.h"
#include "replies.h"
#include "report.h"

/* Some of the batch fell on rows that people had just moved there. It is read at once who was hit. */
static void batch_missed(struct courier *c, const bool *met, size_t missed)
{
    size_t first = 0;
    while (met[first])
        first++;
    metrics_add(c->o.metrics, METRIC_SHEETS_MOVED, (double)missed);
    report_moved(missed, c->flush.plan.batch[first]->row.key, c->flush.plan.updates[first].place);
    cache_doubt(&c->cache);
    c->read_wanted = true;
}

static void batch_landed(struct courier *c, const bool *met)
{
    size_t count = c->flush.plan.count;
    check_landed(c, met);
    size_t landed = flush_landed(&c->flush, c->o.journal, c->cache.map, met);
    metrics_add(c->o.metrics, METRIC_SHEETS_WRITTEN, (double)landed);
    if (landed < count)
        batch_missed(c, met, count - landed);
    report_healed(c->o.metrics, c->flush.plan.healed);
    courier_count_outbox(c);
    step_succeeded(c, QUOTA_WRITE);
}

/* Google dislikes something in the batch. */
static void batch_refused(struct courier *c, const struct outcome *outcome)
{
    char cells[PLAN_CELLS_SIZE];
    const struct waiting_row *culprit = flush_refused(&c->flush, c->o.journal, outcome->words);
    if (culprit)
        report_dead_letter(culprit, plan_cells(&c->flush.plan, cells), outcome->words);
    courier_count_outbox(c);
    c->busy = false;
    courier_next(c);
}

/* met[i]: batch[i] stood where it was written. False: nobody knows what became of the batch. */
static bool read_answer(const struct plan *plan, const char *body, size_t length, bool *met)
{
    for (size_t i = 0; i < plan->count; i++)
        met[i] = true; /* what is appended falls on nobody */
    if (plan->kind == PLAN_UPDATES)
        return !err_is(reply_updates(body, length, plan->updates, plan->count, met));
    return reply_is_written(body, length);
}

static void write_answered(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    bool met[PLAN_ROWS_MOST];
    bool written = outcome->class == OUTCOME_DONE && read_answer(&c->flush.plan, body, length, met);
    step_write_answered(c);
    if (outcome->class == OUTCOME_AMBIGUOUS || (outcome->class == OUTCOME_DONE && !written))
        check_doubted(c);
    if (written)
        batch_landed(c, met);
    else if (outcome->class == OUTCOME_DONE)
        step_unreadable(c, QUOTA_WRITE);
    else if (outcome->class == OUTCOME_CONTENT)
        batch_refused(c, outcome);
    else
        step_failed(c, outcome, QUOTA_WRITE);
}

/* Rows that stand in the sheet as accepted needed no write. Did any leave the outbox? */
static void settle_present(struct courier *c, size_t settled)
{
    metrics_add(c->o.metrics, METRIC_SHEETS_WRITTEN, (double)settled);
    for (size_t i = 0; i < c->flush.plan.present_count; i++)
        watch_present(c->watch, &c->flush.plan.present[i]->row);
    if (settled)
        courier_works(c, QUOTA_WRITE); /* it had landed */
    courier_count_outbox(c);
}

void courier_write(struct courier *c)
{
    size_t settled = 0;
    struct api_request request;
    struct api_place place = courier_place(c);
    enum plan_kind kind = flush_prepare(&c->flush, c->o.journal, c->cache.map, &place, &request, &settled);
    settle_present(c, settled);
    if (kind != PLAN_NOTHING) {
        mend_note_batch(c);
        step_send(c, &request, write_answered);
        return;
    }
    if (c->flush.plan.places_missing)
        cache_doubt(&c->cache);
    loop_timer_start(c->timer, 1); /* not 0: libuv would call it again and again within this turn */
}
