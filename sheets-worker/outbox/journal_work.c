/* What a job does on libuv's pool, where it alone touches the file. */
#include "journal_inside.h"

#include <stdlib.h>

static void load_memo(void *ctx, const char *name, const char *value)
{
    struct journal *j = ctx;
    (void)journal_memo_set(&j->loaded_memos, name, value, false);
}

static void load(struct journal *j)
{
    j->loaded = journal_file_rows(j->file);
    journal_file_kept(j->file, &j->loaded_kept);
    journal_file_memos(j->file, load_memo, j);
}

/* The lock first, for even looking at an emptied file may write it (store_emptied.h). Whoever holds it has
 * rows. */
static struct err open_file(struct journal *j)
{
    struct err e = j->folder ? outbox_lock_take(&j->lock, j->folder, j->began_ms) : ERR_OK;
    if (!err_is(e))
        return journal_file_open(j->folder, j->target, &j->file, &j->found);
    j->found = (struct journal_found){.may_hold_rows = true};
    return e;
}

/* Where the file cannot be opened and cannot hold rows either, all that needs no disk goes on. */
static struct err open_first(struct journal *j)
{
    struct journal_found memory;
    struct err e = open_file(j);
    if (err_is(e) && !j->found.may_hold_rows && err_is(journal_file_open(NULL, j->target, &j->file, &memory)))
        abort(); /* needs nothing but memory */
    if (j->file)
        load(j);
    return e;
}

static struct err leave_file(struct journal *j)
{
    struct journal_found memory;
    j->old_file = j->file;
    struct err e = journal_file_open(NULL, j->target, &j->file, &memory);
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
    struct err e = open_file(j);
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
