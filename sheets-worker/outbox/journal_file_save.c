/* One transaction into the outbox's file. */
#include "journal_file_inside.h"

#include "cell.h"
#include "journal_batch.h"

#include <stdio.h>
#include <string.h>

#define OPERATIONS_MOST 100000 /* of no more operations is it known that they were applied */
#define OPERATION_SIZE  96

static struct err put_row(struct journal_file *f, const struct row *row, uint64_t version, int64_t wall_ms,
                          const char *refused)
{
    store_bind_text(f->put, 1, row->key);
    store_bind_int(f->put, 2, (int64_t)version);
    store_bind_int(f->put, 3, wall_ms);
    store_bind_text(f->put, 4, row->b);
    store_bind_text(f->put, 5, row->c);
    store_bind_text(f->put, 6, row->d);
    store_bind_text(f->put, 7, refused);
    return store_run(f->put);
}

static struct err save_change(struct journal_file *f, const struct journal_batch *b,
                              const struct unsaved_row *change)
{
    char key[24];
    const struct outbox_row *row = b->rows ? waiting_rows_find(b->rows, change->id) : NULL;
    if (change->what != UNSAVED_LEFT)
        return row ? put_row(f, &row->row, row->version, row->accepted_ms, row->refused) : ERR_OK;
    store_bind_text(f->leave, 1, cell_id_text(change->id, key));
    store_bind_int(f->leave, 2, (int64_t)change->version);
    return store_run(f->leave);
}

static struct err remember(struct journal_file *f, const char *op, const char *key, int64_t wall_ms)
{
    store_bind_text(f->remember, 1, op);
    store_bind_text(f->remember, 2, key);
    store_bind_int(f->remember, 3, wall_ms);
    return store_run(f->remember);
}

/* The first of a put's operations; returns the others, "": there are none. */
static const char *take_operation(const char *ops, char ret_op[OPERATION_SIZE])
{
    size_t length = strcspn(ops, ",");
    snprintf(ret_op, OPERATION_SIZE, "%.*s", (int)length, ops);
    return ops + length + (ops[length] == ',');
}

static struct err is_applied(struct journal_file *f, const char *op, const char *key, bool *ret_applied)
{
    store_bind_text(f->is_applied, 1, op);
    store_bind_text(f->is_applied, 2, key);
    struct err e = store_step(f->is_applied, ret_applied);
    store_reset(f->is_applied);
    return e;
}

static struct err keep_change(struct journal_file *f, const struct journal_put *put)
{
    store_bind_text(f->keep, 1, put->row.key);
    store_bind_text(f->keep, 2, put->op);
    store_bind_int(f->keep, 3, (int64_t)put->version);
    store_bind_int(f->keep, 4, put->wall_ms);
    store_bind_text(f->keep, 5, put->row.b);
    return store_run(f->keep);
}

/* The changes that are in this row are in no other list from now on. */
static struct err forget_folded(struct journal_file *f, const struct journal_put *put)
{
    store_bind_text(f->folded, 1, put->row.key);
    store_bind_int(f->folded, 2, (int64_t)put->version);
    return store_run(f->folded);
}

static struct err apply_put(struct journal_file *f, const struct journal_put *put)
{
    if (put->kind == PUT_CHANGE)
        return keep_change(f, put);
    struct err e = put_row(f, &put->row, put->version, put->wall_ms, NULL);
    return !err_is(e) && put->kind == PUT_FOLD ? forget_folded(f, put) : e;
}

/* All of a put's operations were applied together, or none: one of them speaks for all. */
static struct err save_put(struct journal_file *f, struct journal_put *put)
{
    char op[OPERATION_SIZE];
    bool repeated = false;
    struct err e = ERR_OK;
    for (const char *ops = put->op; *ops && !repeated && !err_is(e);) {
        ops = take_operation(ops, op);
        e = is_applied(f, op, put->row.key, &repeated);
    }
    put->state = repeated ? PUT_REPEATED : PUT_APPLIED;
    if (err_is(e) || repeated)
        return e;
    e = apply_put(f, put);
    for (const char *ops = put->op; *ops && !err_is(e); f->new_ops++) {
        ops = take_operation(ops, op);
        e = remember(f, op, put->row.key, put->wall_ms);
    }
    return e;
}

static struct err save_memos(struct journal_file *f, const struct journal_memo *memo)
{
    struct err e = ERR_OK;
    for (; memo && !err_is(e); memo = memo->next) {
        store_bind_text(f->keep_memo, 1, memo->name);
        store_bind_text(f->keep_memo, 2, memo->value);
        e = store_run(f->keep_memo);
    }
    return e;
}

/* As many as came too many, in the transaction that brought them: all at once they would be one long stop. */
static struct err forget_operations(struct journal_file *f, int64_t before_ms)
{
    struct err e = ERR_OK;
    size_t ops = f->known_ops + f->new_ops;
    if (ops > OPERATIONS_MOST) {
        store_bind_int(f->forget_oldest, 1, (int64_t)(ops - OPERATIONS_MOST));
        e = store_run(f->forget_oldest);
    }
    if (!before_ms || err_is(e))
        return e;
    store_bind_int(f->forget_older, 1, before_ms);
    return store_run(f->forget_older);
}

/* Counting them all takes time; the sweep may. */
static size_t count_operations(struct journal_file *f, const struct journal_batch *b, bool whole)
{
    size_t ops = f->known_ops + f->new_ops;
    if (b->forget_before_ms || whole)
        return (size_t)journal_file_number(f->operations);
    return ops > OPERATIONS_MOST ? OPERATIONS_MOST : ops;
}

static struct err save_all(struct journal_file *f, struct journal_batch *b, struct journal_file *older)
{
    struct err e = b->is_all ? store_execute(f->store, "DELETE FROM kept") : ERR_OK;
    if (older)
        journal_file_take_over(f, older);
    if (b->is_all && !err_is(e))
        e = store_execute(f->store, "DELETE FROM rows");
    for (size_t i = 0; i < b->changes.count && !err_is(e); i++)
        e = save_change(f, b, &b->changes.rows[i]);
    for (struct journal_put *put = b->puts.first; put && !err_is(e); put = put->next)
        e = save_put(f, put);
    if (!err_is(e))
        e = save_memos(f, b->memos);
    if (!err_is(e))
        e = forget_operations(f, b->forget_before_ms);
    if (!err_is(e) && b->tab.spreadsheet_id)
        e = journal_file_bring_back(f, b->tab.spreadsheet_id, b->tab.sheet_id, &b->brought_back);
    if (!err_is(e) && b->probe)
        e = store_run(f->probe);
    return e;
}

/* A transaction whose fsync failed stands in the log, complete, until something is written over it; a
 * successor would find it there, and accept what we refuse. */
static void write_over(struct journal_file *f)
{
    if (!err_is(store_begin(f->store)) && !err_is(store_run(f->probe)))
        (void)store_commit(f->store);
    store_rollback(f->store);
}

static void commit_states(struct journal_batch *b)
{
    for (struct journal_put *put = b->puts.first; put; put = put->next)
        put->state = put->state == PUT_REPEATED ? PUT_SAVED_BEFORE : PUT_SAVED;
}

struct err journal_file_save(struct journal_file *f, struct journal_batch *b, struct journal_file *older)
{
    f->new_ops = 0;
    b->brought_back = false;
    struct err e = store_begin(f->store);
    if (!err_is(e))
        e = save_all(f, b, older);
    if (!err_is(e) && !journal_file_is_there(f))
        e = err_make(ERR_STORE, "journal.gone", STORE_CORRUPT);
    bool commits = !err_is(e);
    size_t ops = 0;
    if (commits) { /* asked now: each look of its own takes four locks, and a slow disk is slow at those too
                    */
        ops = count_operations(f, b, older != NULL);
        b->parked = (size_t)journal_file_number(f->count_parked);
        e = store_commit(f->store);
    }
    store_rollback(f->store);
    if (err_is(e)) {
        if (commits)
            write_over(f);
        return e;
    }
    commit_states(b);
    f->known_ops = ops;
    return ERR_OK;
}
