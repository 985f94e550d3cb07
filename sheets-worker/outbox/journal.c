/* What is accepted, what waits, and what has left: the memory of the outbox. */
#include "journal_inside.h"

#include "cell.h"
#include "clock.h"
#include "loop.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLLOWERS_MAX 16
#define SLOW_MS       10000 /* a job that takes longer is trouble */

static char *text_of(const char *text)
{
    char *copied = strdup(text);
    if (!copied)
        abort();
    return copied;
}

uint64_t journal_id(const char *key)
{
    uint64_t id = 0;
    (void)cell_id(key, &id);
    return id;
}

/* ---- Life. */

static void look_at_disk(void *ctx)
{
    struct journal *j = ctx;
    j->probe_due = j->place == JOURNAL_IN_FILE && loop_now_ms(j->loop) - j->saved_ms >= JOURNAL_LOOK_MS;
    j->move_due = j->place == JOURNAL_IN_MEMORY && j->folder;
    journal_wake(j, j->move_due);
    if (disk_queue_running_ms(j->queue) > SLOW_MS) {
        j->slow_said = true;
        j->handlers.on_condition(j->ctx);
    }
}

static void tell_decided(void *ctx)
{
    struct journal *j = ctx;
    struct journal_put *put;
    while ((put = journal_puts_take(&j->decided)))
        journal_put_end(put, put->refused, JOURNAL_REPEATED);
}

struct journal *journal_create(const struct journal_options *options, const struct journal_handlers *handlers,
                               void *ctx)
{
    struct journal *j = calloc(1, sizeof(*j));
    if (!j)
        abort();
    j->loop = options->loop;
    j->folder = options->folder ? text_of(options->folder) : NULL;
    j->target = text_of(options->target);
    j->patience_ms = options->patience_ms ? options->patience_ms : JOURNAL_PATIENCE_MS;
    j->suspect_since_ms = options->suspect_since_ms;
    j->handlers = *handlers;
    j->ctx = ctx;
    j->rows = waiting_rows_create();
    j->queue = disk_queue_create(options->loop);
    j->job = (struct disk_job){.work = journal_job_work, .done = journal_job_done, .ctx = j};
    j->timer = loop_timer_create(options->loop, journal_begin_job, j);
    j->teller = loop_timer_create(options->loop, tell_decided, j);
    j->looker = loop_timer_create(options->loop, look_at_disk, j);
    if (j->folder)
        loop_timer_repeat(j->looker, JOURNAL_LOOK_MS);
    loop_timer_start(j->timer, 0);
    return j;
}

static void close_file(void *ctx)
{
    struct journal *j = ctx;
    journal_file_close(&j->file);
    outbox_lock_release(&j->lock);
}

static void closed(void *ctx)
{
    (void)ctx;
}

static void refuse_all(struct journal_puts *puts)
{
    struct journal_put *put;
    while ((put = journal_puts_take(puts)))
        journal_put_end(put, err_make(ERR_UNAVAILABLE, "journal.destroy", 0), JOURNAL_STORED);
}

void journal_destroy(struct journal **take_journal)
{
    struct journal *j = *take_journal;
    if (!j)
        return;
    *take_journal = NULL;
    j->closing = true;
    loop_timer_destroy(&j->timer);
    loop_timer_destroy(&j->looker);
    loop_timer_destroy(&j->teller);
    tell_decided(j);
    j->close = (struct disk_job){.work = close_file, .done = closed, .ctx = j};
    disk_queue_add(j->queue, &j->close);
    disk_queue_destroy(&j->queue);
    refuse_all(&j->puts);
    refuse_all(&j->batch.puts);
    journal_batch_free(&j->batch);
    waiting_rows_destroy(&j->rows);
    kept_changes_free(&j->kept);
    unsaved_free(&j->unsaved);
    journal_memos_free(&j->memos);
    free(j->tab_spreadsheet_id);
    free(j->folder);
    free(j->target);
    free(j);
}

void journal_when_saved(struct journal *j, void (*on_saved)(void *ctx), void *ctx)
{
    j->on_saved = on_saved;
    j->saved_ctx = ctx;
    journal_wake(j, true);
}

bool journal_is_open(const struct journal *j)
{
    return j->place != JOURNAL_OPENING;
}

struct err journal_given_up(const struct journal *j)
{
    bool needs_disk = j->place != JOURNAL_IN_MEMORY || !j->accepts;
    bool lasts = err_is(j->trouble) && loop_now_ms(j->loop) - j->troubled_since_ms >= j->patience_ms;
    return needs_disk && lasts ? j->trouble : ERR_OK;
}

/* ---- Accepting. */

static bool is_over_cap(const struct journal *j, uint64_t id, size_t bytes)
{
    struct waiting_counts counts = waiting_rows_counts(j->rows);
    return j->puts.count >= JOURNAL_PUTS_MAX ||
           counts.bytes + j->kept.bytes + j->puts.bytes + bytes > JOURNAL_BYTES_MAX ||
           (counts.waiting + counts.refused >= JOURNAL_ROWS_MAX && !waiting_rows_find(j->rows, id));
}

static struct journal_put *on_its_way(struct journal *j, uint64_t id, const char *op)
{
    struct journal_put *put = journal_puts_find(&j->batch.puts, id, op);
    return put ? put : journal_puts_find(&j->puts, id, op);
}

/* Whoever did not want to wait any longer asks again, for what is on its way already. */
static struct err follow(struct journal_put *first, struct journal_put *put)
{
    size_t followers = 0;
    for (const struct journal_put *also = first->also; also; also = also->also)
        followers++;
    if (followers >= FOLLOWERS_MAX) {
        free(put);
        return err_make(ERR_FULL, "journal.follow", FOLLOWERS_MAX);
    }
    put->also = first->also;
    first->also = put;
    return ERR_OK;
}

static void decide(struct journal *j, struct journal_put *put, struct err e)
{
    put->refused = e;
    if (!err_is(e))
        put->state = PUT_SAVED_BEFORE; /* recent_ops knows only what was delivered */
    journal_puts_add(&j->decided, put);
    loop_timer_start(j->teller, 0);
}

static struct err offer(struct journal *j, enum put_kind kind, const char *op, const struct row *row,
                        int64_t wall_ms, journal_on_stored *on_stored, void *ctx)
{
    uint64_t id = journal_id(row->key);
    size_t bytes;
    struct journal_put *put = journal_put_create(op, row, &bytes);
    if (is_over_cap(j, id, bytes) || (kind == PUT_CHANGE && j->kept.count >= KEPT_CHANGES_MAX)) {
        free(put);
        return j->puts.count && err_is(j->trouble) ? j->trouble : err_make(ERR_FULL, "journal.put", 0);
    }
    put->kind = kind;
    put->id = id;
    put->on_stored = on_stored;
    put->ctx = ctx;
    if (recent_ops_hold(&j->recent, id, op)) {
        decide(j, put, ERR_OK);
        return ERR_OK;
    }
    struct journal_put *first = on_its_way(j, id, op);
    if (first)
        return follow(first, put);
    struct err given_up = journal_given_up(j);
    if (err_is(given_up) && loop_now_ms(j->loop) - j->failed_ms < JOURNAL_NO_MS) {
        decide(j, put, given_up);
        return ERR_OK;
    }
    put->version = ++j->last_version;
    put->wall_ms = wall_ms;
    put->came_ms = loop_now_ms(j->loop);
    journal_puts_add(&j->puts, put);
    if (err_is(given_up))
        journal_try_now(j);
    journal_wake(j, true);
    return ERR_OK;
}

struct err journal_put(struct journal *j, const char *op, const struct row *row, int64_t wall_ms,
                       journal_on_stored *on_stored, void *ctx)
{
    return offer(j, PUT_ROW, op, row, wall_ms, on_stored, ctx);
}

struct err journal_keep(struct journal *j, const char *op, const char *key, const char *change,
                        int64_t wall_ms, journal_on_stored *on_stored, void *ctx)
{
    const struct row row = {key, change, "", ""};
    return offer(j, PUT_CHANGE, op, &row, wall_ms, on_stored, ctx);
}

struct err journal_fold(struct journal *j, const struct row *row, int64_t wall_ms,
                        journal_on_stored *on_stored, void *ctx)
{
    char op[96] = "";
    uint64_t id = journal_id(row->key);
    for (const struct kept_change *change = kept_changes_of(&j->kept, id, NULL); change;
         change = kept_changes_of(&j->kept, id, change))
        snprintf(op, sizeof(op), "folded %s", change->op); /* the last one is put into a row once */
    return offer(j, PUT_FOLD, op, row, wall_ms, on_stored, ctx);
}

static void note(struct journal *j, uint64_t id, uint64_t version, enum unsaved_what what)
{
    unsaved_add(&j->unsaved, id, version, what);
    journal_wake(j, false);
}

bool journal_write_again(struct journal *j, const struct row *row, int64_t wall_ms)
{
    uint64_t id = journal_id(row->key);
    if (journal_awaits(j, row->key) || waiting_rows_find(j->rows, id))
        return false;
    waiting_rows_put(j->rows, row, ++j->last_version, wall_ms);
    note(j, id, j->last_version, UNSAVED_AGAIN);
    return true;
}

/* ---- Asking. */

bool journal_find(const struct journal *j, const char *key, struct row *ret_row)
{
    const struct outbox_row *row = waiting_rows_find(j->rows, journal_id(key));
    if (row)
        *ret_row = row->row;
    return row != NULL;
}

const struct kept_changes *journal_kept(const struct journal *j)
{
    return &j->kept;
}

bool journal_awaits(const struct journal *j, const char *key)
{
    uint64_t id = journal_id(key);
    return journal_puts_hold(&j->puts, id) || journal_puts_hold(&j->batch.puts, id);
}

void journal_oldest(const struct journal *j, size_t most,
                    bool (*each)(void *ctx, const struct waiting_row *waiting), void *ctx)
{
    const struct outbox_row *row = waiting_rows_first(j->rows);
    for (; row && most; row = waiting_rows_next(row), most--)
        if (!each(ctx, &(struct waiting_row){row->row, row->version}))
            break;
}

struct journal_counts journal_counts(const struct journal *j)
{
    struct waiting_counts counts = waiting_rows_counts(j->rows);
    const struct outbox_row *oldest = waiting_rows_first(j->rows);
    int64_t oldest_ms = oldest ? oldest->accepted_ms : 0;
    if (j->kept.first && (!oldest_ms || j->kept.first->wall_ms < oldest_ms))
        oldest_ms = j->kept.first->wall_ms;
    return (struct journal_counts){counts.waiting, counts.refused, j->parked, j->kept.count, oldest_ms};
}

/* ---- Leaving. */

size_t journal_settle(struct journal *j, const struct waiting_row *rows, size_t count)
{
    size_t left = 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t id = journal_id(rows[i].row.key);
        if (!waiting_rows_leave(j->rows, id, rows[i].version))
            continue;
        left++;
        note(j, id, rows[i].version, UNSAVED_LEFT);
    }
    return left;
}

void journal_bury(struct journal *j, const struct waiting_row *waiting, const char *reason)
{
    uint64_t id = journal_id(waiting->row.key);
    if (waiting_rows_refuse(j->rows, id, waiting->version, reason))
        note(j, id, waiting->version, UNSAVED_REFUSED);
}

bool journal_bury_again(struct journal *j, const struct row *row, const char *reason, int64_t wall_ms)
{
    if (!journal_write_again(j, row, wall_ms))
        return false;
    journal_bury(j, &(struct waiting_row){*row, j->last_version}, reason);
    return true;
}

void journal_sweep(struct journal *j, int64_t wall_ms)
{
    j->forget_before_ms = wall_ms - JOURNAL_OPS_KEPT_MS;
    journal_wake(j, false);
}

void journal_reunite(struct journal *j, const char *spreadsheet_id, int64_t sheet_id,
                     void (*on_back)(void *ctx, size_t rows), void *ctx)
{
    if (!j->parked)
        return;
    free(j->tab_spreadsheet_id);
    j->tab_spreadsheet_id = text_of(spreadsheet_id);
    j->tab_sheet_id = sheet_id;
    j->on_back = on_back;
    j->back_ctx = ctx;
    journal_wake(j, true);
}

/* ---- Memos. */

const char *journal_memo(const struct journal *j, const char *name)
{
    return journal_memo_get(j->memos, name);
}

void journal_keep_memo(struct journal *j, const char *name, const char *value)
{
    if (journal_memo_set(&j->memos, name, value, true))
        journal_wake(j, false);
}

void journal_keep_memo_first(struct journal *j, const char *name, const char *value,
                             void (*on_kept)(void *ctx), void *ctx)
{
    assert(!j->on_kept);
    (void)journal_memo_set(&j->memos, name, value, true);
    j->on_kept = on_kept;
    j->kept_ctx = ctx;
    journal_wake(j, true);
}

/* ---- How it stands. */

struct err journal_trouble(const struct journal *j)
{
    if (!err_is(j->trouble) && disk_queue_running_ms(j->queue) > SLOW_MS)
        return err_make(ERR_TIMEOUT, "journal.slow", 0);
    return j->trouble;
}

struct journal_condition journal_condition(struct journal *j)
{
    struct journal_condition c = {.trouble = journal_trouble(j),
                                  .in_memory = j->place == JOURNAL_IN_MEMORY && j->accepts,
                                  .moved_aside = j->moved_aside,
                                  .emptied = j->emptied,
                                  .rebuilt = j->rebuilt,
                                  .ended_writer = j->ended_writer,
                                  .not_lockable = j->not_lockable};
    if (err_is(j->trouble))
        c.troubled_ms = loop_now_ms(j->loop) - j->troubled_since_ms;
    else if (err_is(c.trouble))
        c.troubled_ms = disk_queue_running_ms(j->queue);
    if (err_is(c.trouble))
        c.since_wall_ms = clock_wall_ms() - (int64_t)c.troubled_ms;
    if (j->suspect_since_ms && (!c.since_wall_ms || j->suspect_since_ms < c.since_wall_ms))
        c.since_wall_ms = j->suspect_since_ms;
    c.lasts = c.troubled_ms >= j->patience_ms;
    c.unsettled = err_is(c.trouble) && j->unsaved.count + j->batch.changes.count > 0;
    j->moved_aside = j->emptied = j->rebuilt = false;
    j->ended_writer = j->not_lockable = 0;
    return c;
}
