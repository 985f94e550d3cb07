/* Lists of puts and memos. */
#include "journal_batch.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- Puts. */

static const char *copy(char **at, const char *text)
{
    char *start = *at;
    *at = stpcpy(start, text) + 1;
    return start;
}

static size_t bytes_of(const char *op, const struct row *row)
{
    return strlen(op) + strlen(row->key) + strlen(row->b) + strlen(row->c) + strlen(row->d) + 5;
}

struct journal_put *journal_put_create(const char *op, const struct row *row, size_t *ret_bytes)
{
    size_t bytes = bytes_of(op, row);
    struct journal_put *put = calloc(1, sizeof(*put) + bytes);
    if (!put)
        abort();
    char *at = put->texts;
    put->op = copy(&at, op);
    put->row = (struct row){copy(&at, row->key), NULL, NULL, NULL};
    put->row.b = copy(&at, row->b);
    put->row.c = copy(&at, row->c);
    put->row.d = copy(&at, row->d);
    *ret_bytes = bytes;
    return put;
}

void journal_puts_add(struct journal_puts *p, struct journal_put *put)
{
    put->next = NULL;
    *(p->last ? &p->last->next : &p->first) = put;
    p->last = put;
    p->count++;
    p->bytes += bytes_of(put->op, &put->row);
}

void journal_puts_prepend(struct journal_puts *to, struct journal_puts *from)
{
    if (!from->first)
        return;
    from->last->next = to->first;
    *to = (struct journal_puts){from->first, to->last ? to->last : from->last, from->count + to->count,
                                from->bytes + to->bytes};
    *from = (struct journal_puts){0};
}

struct journal_put *journal_puts_take(struct journal_puts *p)
{
    struct journal_put *put = p->first;
    if (!put)
        return NULL;
    p->first = put->next;
    if (!p->first)
        p->last = NULL;
    p->count--;
    p->bytes -= bytes_of(put->op, &put->row);
    return put;
}

bool journal_puts_hold(const struct journal_puts *p, uint64_t id)
{
    for (const struct journal_put *put = p->first; put; put = put->next)
        if (put->id == id)
            return true;
    return false;
}

struct journal_put *journal_puts_find(const struct journal_puts *p, uint64_t id, const char *op)
{
    struct journal_put *put = p->first;
    while (put && (put->id != id || strcmp(put->op, op) != 0))
        put = put->next;
    return put;
}

void journal_put_end(struct journal_put *put, struct err e, enum journal_stored how)
{
    /* Whatever else changes: nobody is told that a row is stored before a commit holds it. */
    assert(err_is(e) || put->state == PUT_SAVED || put->state == PUT_SAVED_BEFORE);
    while (put) {
        struct journal_put *also = put->also;
        if (put->on_stored)
            put->on_stored(put->ctx, e, how);
        free(put);
        put = also;
        how = JOURNAL_REPEATED;
    }
}

static void free_put(struct journal_put *put)
{
    while (put) {
        struct journal_put *also = put->also;
        free(put);
        put = also;
    }
}

/* ---- Memos. */

static char *text_of(const char *text)
{
    char *copied = strdup(text);
    if (!copied)
        abort();
    return copied;
}

static struct journal_memo *find(struct journal_memo *first, const char *name)
{
    while (first && strcmp(first->name, name) != 0)
        first = first->next;
    return first;
}

bool journal_memo_set(struct journal_memo **first, const char *name, const char *value, bool unsaved)
{
    struct journal_memo *memo = find(*first, name);
    if (memo && strcmp(memo->value, value) == 0)
        return false;
    if (!memo) {
        memo = calloc(1, sizeof(*memo));
        if (!memo)
            abort();
        memo->name = text_of(name);
        memo->next = *first;
        *first = memo;
    }
    free(memo->value);
    memo->value = text_of(value);
    memo->unsaved = unsaved;
    return true;
}

const char *journal_memo_get(const struct journal_memo *first, const char *name)
{
    const struct journal_memo *memo = find((struct journal_memo *)(uintptr_t)first, name);
    return memo ? memo->value : "";
}

void journal_memos_free(struct journal_memo **first)
{
    while (*first) {
        struct journal_memo *memo = *first;
        *first = memo->next;
        free(memo->name);
        free(memo->value);
        free(memo);
    }
}

void journal_batch_free(struct journal_batch *b)
{
    struct journal_put *put;
    while ((put = journal_puts_take(&b->puts)))
        free_put(put);
    unsaved_free(&b->changes);
    waiting_rows_destroy(&b->rows);
    journal_memos_free(&b->memos);
    free(b->tab.spreadsheet_id);
    *b = (struct journal_batch){0};
}
