/* One job at a time: what it takes along, what it does beside the loop, and what follows from its end. */
#include "journal_inside.h"

#include "loop.h"
#include "store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define LOCKED_PAUSE_MS 20 /* the lock was waited for already */
#define SHORT_PAUSE_MS  250
#define LONG_PAUSE_MS   500 /* once puts are no longer kept waiting */
#define MOVE_PAUSE_MS   500
#define LINGER_MAX_MS   5000

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
    return j->unsaved.count || (takes_puts(j) && j->puts.count) || has_unsaved_memo(j);
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

static void go_on(struct journal *j)
{
    journal_wake(j, j->puts.count || j->on_saved || j->leave_due || j->move_due);
}

static void saved_or_not(struct journal *j)
{
    void (*on_saved)(void *ctx) = j->on_saved;
    j->on_saved = NULL;
    if (on_saved)
        on_saved(j->saved_ctx);
}

void journal_begin_job(void *ctx)
{
    struct journal *j = ctx;
    j->pausing = false;
    if (j->closing || disk_job_busy(&j->job))
        return;
    j->doing = next_job(j);
    if (j->doing == JOURNAL_REST) {
        saved_or_not(j);
        return;
    }
    if (j->doing == JOURNAL_SAVE || j->doing == JOURNAL_MOVE)
        take_batch(j);
    j->began_ms = loop_now_ms(j->loop);
    disk_queue_add(j->queue, &j->job);
}

/* ---- On the pool. */

static void load_memo(void *ctx, const char *name, const char *value)
{
    struct journal *j = ctx;
    (void)journal_memo_set(&j->loaded_memos, name, value, false);
}

static void load(struct journal *j)
{
    j->loaded = journal_file_rows(j->file);
    journal_file_memos(j->file, load_memo, j);
}

/* Where the file cannot be opened and cannot hold rows either, all that needs no disk goes on. */
static struct err open_first(struct journal *j)
{
    struct journal_found memory;
    struct err e = journal_file_open(j->folder, j->home, &j->file, &j->found);
    if (err_is(e) && !j->found.may_hold_rows && err_is(journal_file_open(NULL, j->home, &j->file, &memory)))
        abort(); /* needs nothing but memory */
    if (j->file)
        load(j);
    return e;
}

static struct err leave_file(struct journal *j)
{
    struct journal_found memory;
    j->old_file = j->file;
    struct err e = journal_file_open(NULL, j->home, &j->file, &memory);
    if (err_is(e))
        abort();
    journal_file_take_over(j->file, j->old_file);
    journal_file_close(&j->old_file); /* before anything is opened by its name: closing removes its log */
    return ERR_OK;
}

static struct err move_into_file(struct journal *j)
{
    j->old_file = j->file;
    j->file = NULL;
    struct err e = journal_file_open(j->folder, j->home, &j->file, &j->found);
    if (!err_is(e))
        e = journal_file_save(j->file, &j->batch, j->old_file);
    if (err_is(e)) {
        journal_file_close(&j->file);
        j->file = j->old_file;
    } else {
        journal_file_close(&j->old_file);
        load(j);
    }
    j->old_file = NULL;
    return e;
}

static struct err save(struct journal *j)
{
    struct err e = journal_file_save(j->file, &j->batch, NULL);
    if (!err_is(e) && j->batch.brought_back)
        load(j);
    return e;
}

void journal_job_work(void *ctx)
{
    struct journal *j = ctx;
    switch (j->doing) {
    case JOURNAL_REST:
        break;
    case JOURNAL_OPEN:
        j->ended = open_first(j);
        break;
    case JOURNAL_SAVE:
        j->ended = save(j);
        break;
    case JOURNAL_LEAVE:
        j->ended = leave_file(j);
        break;
    case JOURNAL_MOVE:
        j->ended = move_into_file(j);
        break;
    }
}

/* ---- On the loop again: what was read. */

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
    bool lasts = now - j->troubled_since_ms >= j->patience_ms;
    uint64_t pause = store_code(e) == STORE_BUSY ? LOCKED_PAUSE_MS : SHORT_PAUSE_MS;
    j->pausing = true;
    loop_timer_start(j->timer, lasts ? LONG_PAUSE_MS : pause);
    if (j->place == JOURNAL_IN_MEMORY)
        loop_timer_repeat(j->looker, MOVE_PAUSE_MS);
    refuse_overdue(j, e);
    j->handlers.on_condition(j->ctx);
    saved_or_not(j);
}

static void works(struct journal *j)
{
    bool news = err_is(j->trouble) || j->moved_aside || j->emptied || j->rebuilt;
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
    j->probe_due = j->found.alone;
    if (err_is(j->ended)) {
        failed(j, j->ended);
    } else {
        works(j);
        go_on(j);
    }
}

static enum journal_stored how_stored(const struct journal_put *put)
{
    if (put->state == PUT_SAVED_BEFORE)
        return JOURNAL_REPEATED;
    return put->replaced ? JOURNAL_REPLACED : JOURNAL_STORED;
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
            put->replaced = waiting_rows_find(j->rows, put->id) != NULL;
            waiting_rows_put(j->rows, &put->row, put->version, put->wall_ms);
            stored++;
        }
    while ((put = journal_puts_take(&j->batch.puts))) {
        assert(put->state == PUT_SAVED || put->state == PUT_SAVED_BEFORE);
        journal_put_end(put, ERR_OK, how_stored(put));
    }
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
    if (stored || back)
        j->handlers.on_rows(j->ctx);
    go_on(j);
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
    go_on(j);
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
    if (back)
        j->handlers.on_rows(j->ctx);
    go_on(j);
}

void journal_job_done(void *ctx)
{
    struct journal *j = ctx;
    j->took_ms = loop_now_ms(j->loop) - j->began_ms;
    if (j->closing) { /* whoever was stored is told so, and nothing else happens */
        waiting_rows_destroy(&j->loaded);
        journal_memos_free(&j->loaded_memos);
        if (j->doing == JOURNAL_SAVE && !err_is(j->ended))
            (void)deliver(j);
        return;
    }
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
