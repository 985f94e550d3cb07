/* One job at a time: which one is next, and what it takes along. */
#include "journal_inside.h"

#include "loop.h"

#include <assert.h>

#define LINGER_MAX_MS 5000

/* ---- What is next. */

static bool has_unsaved_memo(const struct journal *j)
{
    for (const struct journal_memo *memo = j->memos; memo; memo = memo->next)
        if (memo->unsaved)
            return true;
    return false;
}

static bool takes_puts(const struct journal *j)
{
    return j->place == JOURNAL_IN_FILE || (j->place == JOURNAL_IN_MEMORY && j->accepts);
}

bool journal_has_unsaved(const struct journal *j)
{
    return j->unsaved.count || (takes_puts(j) && j->puts.count) || has_unsaved_memo(j) || j->on_kept;
}

static enum journal_job next_job(const struct journal *j)
{
    bool troubled = err_is(j->trouble) && j->place == JOURNAL_IN_FILE;
    if (j->place == JOURNAL_OPENING)
        return JOURNAL_OPEN;
    if (j->leave_due)
        return JOURNAL_LEAVE;
    if (j->move_due)
        return JOURNAL_MOVE;
    return journal_has_unsaved(j) || j->forget_before_ms || j->tab_spreadsheet_id || j->probe_due || troubled
               ? JOURNAL_SAVE
               : JOURNAL_REST;
}

/* ---- What it takes along. */

/* Rows as they are now: one that has changed again since is saved as it became. */
static void take_changes(struct journal *j)
{
    struct journal_batch *b = &j->batch;
    b->changes = j->unsaved;
    j->unsaved = (struct unsaved){0};
    b->rows = waiting_rows_create();
    for (size_t i = 0; i < b->changes.count; i++) {
        const struct unsaved_row *change = &b->changes.rows[i];
        const struct outbox_row *row = waiting_rows_find(j->rows, change->id);
        if (change->what == UNSAVED_LEFT || !row)
            continue;
        waiting_rows_put(b->rows, &row->row, row->version, row->accepted_ms);
        if (row->refused)
            (void)waiting_rows_refuse(b->rows, row->id, row->version, row->refused);
    }
}

static void take_memos(struct journal *j)
{
    for (struct journal_memo *memo = j->memos; memo; memo = memo->next) {
        if (memo->unsaved)
            (void)journal_memo_set(&j->batch.memos, memo->name, memo->value, false);
        memo->unsaved = false;
    }
    j->keeping = j->on_kept != NULL;
}

/* Into a file that knows nothing of this. */
static void mark_all_unsaved(struct journal *j)
{
    const struct outbox_row *row = NULL;
    while ((row = waiting_rows_each(j->rows, row)))
        unsaved_add(&j->unsaved, row->id, row->version, row->refused ? UNSAVED_REFUSED : UNSAVED_AGAIN);
    for (struct journal_memo *memo = j->memos; memo; memo = memo->next)
        memo->unsaved = true;
}

static void take_batch(struct journal *j)
{
    struct journal_batch *b = &j->batch;
    assert(!b->puts.count && !b->changes.count);
    if (j->doing == JOURNAL_MOVE) {
        mark_all_unsaved(j);
        b->is_all = j->complete;
    }
    take_changes(j);
    take_memos(j);
    if (j->doing != JOURNAL_SAVE)
        return;
    if (takes_puts(j))
        journal_puts_prepend(&b->puts, &j->puts);
    b->forget_before_ms = j->forget_before_ms;
    b->tab.spreadsheet_id = j->tab_spreadsheet_id;
    b->tab.sheet_id = j->tab_sheet_id;
    b->probe = j->probe_due || err_is(j->trouble);
    j->forget_before_ms = 0;
    j->tab_spreadsheet_id = NULL;
    j->probe_due = false;
}

void journal_wake(struct journal *j, bool urgent)
{
    uint64_t linger_ms = j->took_ms < LINGER_MAX_MS ? j->took_ms : LINGER_MAX_MS;
    if (j->closing || j->pausing || disk_job_busy(&j->job))
        return;
    if (urgent || !loop_timer_active(j->timer))
        loop_timer_start(j->timer, urgent ? 0 : linger_ms);
}

void journal_try_now(struct journal *j)
{
    if (disk_job_busy(&j->job))
        return; /* it tells */
    j->move_due |= j->place == JOURNAL_IN_MEMORY && j->folder;
    loop_timer_start(j->timer, 0);
}

void journal_go_on(struct journal *j)
{
    journal_wake(j, j->puts.count || j->on_kept || j->on_saved || j->leave_due || j->move_due);
}

void journal_tell_saved(struct journal *j)
{
    void (*on_saved)(void *ctx) = j->on_saved;
    j->on_saved = NULL;
    if (on_saved)
        on_saved(j->saved_ctx);
}

void journal_tell_kept(struct journal *j)
{
    void (*on_kept)(void *ctx) = j->on_kept;
    j->on_kept = NULL;
    j->keeping = false;
    if (on_kept)
        on_kept(j->kept_ctx);
}

void journal_begin_job(void *ctx)
{
    struct journal *j = ctx;
    j->pausing = false;
    if (j->closing || disk_job_busy(&j->job))
        return;
    j->doing = next_job(j);
    if (j->doing == JOURNAL_REST) {
        journal_tell_saved(j);
        return;
    }
    if (j->doing == JOURNAL_SAVE || j->doing == JOURNAL_MOVE)
        take_batch(j);
    j->began_ms = loop_now_ms(j->loop);
    disk_queue_add(j->queue, &j->job);
}
