/* What follows from a job's end, on the loop again. */
#include "journal_inside.h"

#include "loop.h"
#include "store.h"

#include <string.h>

#define LOCKED_PAUSE_MS 20 /* the lock was waited for already */
#define SHORT_PAUSE_MS  250
#define LONG_PAUSE_MS   500 /* once puts are no longer kept waiting */
#define MOVE_PAUSE_MS   500

/* ---- What was read. */

static size_t take_loaded_changes(struct journal *j)
{
    size_t taken = 0;
    bool any = j->kept.count > 0;
    for (const struct kept_change *change = j->loaded_kept.first; change; change = change->next) {
        if (any && kept_changes_hold(&j->kept, change->id, change->op))
            continue;
        kept_changes_add(&j->kept, change->id, change->version, change->wall_ms, change->op, change->change);
        taken++;
    }
    return taken;
}

/* Rows that stood in the file and are not known here; what happened here since is newer. */
static size_t take_loaded(struct journal *j)
{
    size_t taken = 0;
    const struct outbox_row *row = j->loaded ? waiting_rows_first(j->loaded) : NULL;
    for (; row; row = waiting_rows_next(row)) {
        struct unsaved_row change = unsaved_find(&j->unsaved, row->id);
        if (waiting_rows_find(j->rows, row->id) ||
            (change.what == UNSAVED_LEFT && change.version >= row->version))
            continue;
        waiting_rows_put(j->rows, &row->row, row->version, row->accepted_ms);
        taken++;
    }
    waiting_rows_destroy(&j->loaded);
    taken += take_loaded_changes(j);
    kept_changes_free(&j->loaded_kept);
    for (const struct journal_memo *memo = j->loaded_memos; memo; memo = memo->next)
        if (!journal_memo_get(j->memos, memo->name)[0])
            (void)journal_memo_set(&j->memos, memo->name, memo->value, false);
    journal_memos_free(&j->loaded_memos);
    return taken;
}

static void take_found(struct journal *j)
{
    j->moved_aside |= j->found.moved_aside;
    j->emptied |= j->found.emptied && !j->found.moved_aside;
    if (j->found.last_version > j->last_version)
        j->last_version = j->found.last_version;
    j->parked = j->found.parked;
}

/* ---- Trouble. */

static bool is_patient(const struct journal *j, const struct journal_put *put)
{
    uint64_t now = loop_now_ms(j->loop);
    return now - put->came_ms < j->patience_ms && now - j->troubled_since_ms < j->patience_ms;
}

static void refuse_overdue(struct journal *j, struct err e)
{
    struct journal_puts overdue = {0}, patient = {0};
    struct journal_put *put;
    while ((put = journal_puts_take(&j->puts)))
        journal_puts_add(is_patient(j, put) ? &patient : &overdue, put);
    j->puts = patient;
    while ((put = journal_puts_take(&overdue)))
        journal_put_end(put, e, JOURNAL_STORED);
}

static void failed(struct journal *j, struct err e)
{
    uint64_t now = loop_now_ms(j->loop);
    if (!err_is(j->trouble))
        j->troubled_since_ms = now;
    j->trouble = e;
    j->failed_ms = now;
    bool lasts = now - j->troubled_since_ms >= j->patience_ms;
    uint64_t pause = store_code(e) == STORE_BUSY ? LOCKED_PAUSE_MS : SHORT_PAUSE_MS;
    j->pausing = true;
    loop_timer_start(j->timer, lasts ? LONG_PAUSE_MS : pause);
    if (j->place == JOURNAL_IN_MEMORY)
        loop_timer_repeat(j->looker, MOVE_PAUSE_MS);
    refuse_overdue(j, e);
    j->handlers.on_condition(j->ctx);
    journal_tell_saved(j);
    journal_tell_kept(j);
}

static void works(struct journal *j)
{
    bool taken = j->suspect_since_ms && j->doing != JOURNAL_OPEN; /* opening it may write nothing */
    bool news = err_is(j->trouble) || j->moved_aside || j->emptied || j->rebuilt || taken ||
                j->ended_writer || j->not_lockable;
    if (taken)
        j->suspect_since_ms = 0;
    if (err_is(j->trouble) && j->folder)
        loop_timer_repeat(j->looker, JOURNAL_LOOK_MS);
    j->trouble = ERR_OK;
    if (news)
        j->handlers.on_condition(j->ctx);
}

/* What the file did not take is tried with the next transaction. */
static void give_back_batch(struct journal *j)
{
    struct journal_batch *b = &j->batch;
    for (size_t i = 0; i < b->changes.count; i++)
        unsaved_add_older(&j->unsaved, b->changes.rows[i].id, b->changes.rows[i].version,
                          b->changes.rows[i].what);
    for (const struct journal_memo *memo = b->memos; memo; memo = memo->next)
        for (struct journal_memo *kept = j->memos; kept; kept = kept->next)
            kept->unsaved |= strcmp(kept->name, memo->name) == 0;
    for (struct journal_put *put = b->puts.first; put; put = put->next)
        put->state = PUT_WAITS;
    journal_puts_prepend(&b->puts, &j->puts);
    j->puts = b->puts;
    b->puts = (struct journal_puts){0};
    if (!j->tab_spreadsheet_id) {
        j->tab_spreadsheet_id = b->tab.spreadsheet_id;
        b->tab.spreadsheet_id = NULL;
    }
    journal_batch_free(b);
}

/* ---- Ends. */

static void opened(struct journal *j)
{
    take_found(j);
    (void)take_loaded(j);
    if (j->file) {
        j->place = err_is(j->ended) ? JOURNAL_IN_MEMORY : JOURNAL_IN_FILE;
        j->accepts = j->found.no_place;
        j->handlers.on_open(j->ctx);
    }
    j->probe_due = j->found.alone || j->suspect_since_ms;
    if (err_is(j->ended)) {
        failed(j, j->ended);
    } else {
        works(j);
        journal_go_on(j);
    }
}

static enum journal_stored how_stored(const struct journal_put *put)
{
    if (put->state == PUT_SAVED_BEFORE)
        return JOURNAL_REPEATED;
    return put->replaced ? JOURNAL_REPLACED : JOURNAL_STORED;
}

/* True: a row waits. */
static bool take_stored(struct journal *j, struct journal_put *put)
{
    if (put->kind == PUT_CHANGE) {
        if (!kept_changes_hold(&j->kept, put->id, put->op)) /* its operation is known for an hour only */
            kept_changes_add(&j->kept, put->id, put->version, put->wall_ms, put->op, put->row.b);
        return false;
    }
    put->replaced = waiting_rows_find(j->rows, put->id) != NULL;
    waiting_rows_put(j->rows, &put->row, put->version, put->wall_ms);
    if (put->kind == PUT_FOLD)
        (void)kept_changes_settle(&j->kept, put->id, put->version);
    return true;
}

/* First all rows can be found, then whoever offered them is told: the transaction that holds them is on disk.
 */
static size_t deliver(struct journal *j)
{
    size_t stored = 0;
    struct journal_put *put;
    for (put = j->batch.puts.first; put; put = put->next)
        if (put->state == PUT_SAVED) {
            recent_ops_add(&j->recent, put->id, put->op);
            stored += take_stored(j, put);
        }
    while ((put = journal_puts_take(&j->batch.puts)))
        journal_put_end(put, ERR_OK, how_stored(put));
    return stored;
}

static void saved(struct journal *j)
{
    size_t back = take_loaded(j), stored = deliver(j);
    j->parked = j->batch.parked;
    journal_batch_free(&j->batch);
    j->saved_ms = loop_now_ms(j->loop);
    if (j->place == JOURNAL_IN_FILE)
        works(j);
    if (back && j->on_back)
        j->on_back(j->back_ctx, back);
    if (j->keeping)
        journal_tell_kept(j);
    if (stored || back)
        j->handlers.on_rows(j->ctx);
    journal_go_on(j);
}

static void not_saved(struct journal *j)
{
    give_back_batch(j);
    j->leave_due = store_is_broken(j->ended) && j->place == JOURNAL_IN_FILE;
    failed(j, j->ended);
}

static void left(struct journal *j)
{
    j->leave_due = false;
    j->place = JOURNAL_IN_MEMORY;
    j->accepts = false;
    j->complete = true;
    j->move_due = true;
    journal_go_on(j);
}

static void moved(struct journal *j)
{
    if (err_is(j->ended)) {
        give_back_batch(j);
        j->move_due = false; /* until the next look */
        failed(j, j->ended);
        return;
    }
    take_found(j);
    size_t back = take_loaded(j);
    j->parked = j->batch.parked;
    journal_batch_free(&j->batch);
    j->rebuilt = j->complete;
    j->place = JOURNAL_IN_FILE;
    j->move_due = j->complete = false;
    works(j);
    if (j->keeping)
        journal_tell_kept(j);
    if (back)
        j->handlers.on_rows(j->ctx);
    journal_go_on(j);
}

static void take_lock_news(struct journal *j)
{
    if (j->lock.ended)
        j->ended_writer = j->lock.ended;
    if (j->lock.not_lockable)
        j->not_lockable = j->lock.not_lockable;
    j->lock.ended = 0;
    j->lock.not_lockable = 0;
}

void journal_job_done(void *ctx)
{
    struct journal *j = ctx;
    j->took_ms = loop_now_ms(j->loop) - j->began_ms;
    take_lock_news(j);
    if (j->closing) { /* whoever was stored is told so, and nothing else happens */
        waiting_rows_destroy(&j->loaded);
        kept_changes_free(&j->loaded_kept);
        journal_memos_free(&j->loaded_memos);
        if (j->doing == JOURNAL_SAVE && !err_is(j->ended))
            (void)deliver(j);
        return;
    }
    if (j->slow_said && !err_is(j->ended))
        j->handlers.on_condition(j->ctx); /* it was slow, and is over */
    j->slow_said = false;
    switch (j->doing) {
    case JOURNAL_REST:
        break;
    case JOURNAL_OPEN:
        opened(j);
        break;
    case JOURNAL_SAVE:
        if (err_is(j->ended))
            not_saved(j);
        else
            saved(j);
        break;
    case JOURNAL_LEAVE:
        left(j);
        break;
    case JOURNAL_MOVE:
        moved(j);
        break;
    }
}
