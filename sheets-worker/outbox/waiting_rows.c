/* Chained buckets by id, and one list of the rows that wait. */
#include "waiting_rows.h"

#include "cell.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS_FIRST 64 /* a power of two */

struct node {
    struct outbox_row held; /* first: what is handed out is the node */
    struct node *chain;     /* the next one of the same bucket */
    struct node *before, *after;
    char *block; /* the row's texts */
    char *reason;
    size_t bytes;
};

struct waiting_rows {
    struct node **buckets;
    size_t bucket_count;
    struct node *oldest, *youngest; /* of those that wait */
    struct waiting_counts counts;
};

static void *must(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

struct waiting_rows *waiting_rows_create(void)
{
    struct waiting_rows *w = must(calloc(1, sizeof(*w)));
    w->bucket_count = BUCKETS_FIRST;
    w->buckets = must(calloc(w->bucket_count, sizeof(*w->buckets)));
    return w;
}

static void free_node(struct node *n)
{
    free(n->block);
    free(n->reason);
    free(n);
}

void waiting_rows_destroy(struct waiting_rows **take_rows)
{
    struct waiting_rows *w = *take_rows;
    if (!w)
        return;
    *take_rows = NULL;
    for (size_t i = 0; i < w->bucket_count; i++)
        for (struct node *n = w->buckets[i], *next; n; n = next) {
            next = n->chain;
            free_node(n);
        }
    free(w->buckets);
    free(w);
}

/* ---- Buckets. */

static size_t bucket_of(const struct waiting_rows *w, uint64_t id)
{
    return (size_t)((id * 0x9E3779B97F4A7C15u) >> 32) & (w->bucket_count - 1); /* Fibonacci hashing */
}

static struct node *find(const struct waiting_rows *w, uint64_t id)
{
    struct node *n = w->buckets[bucket_of(w, id)];
    while (n && n->held.id != id)
        n = n->chain;
    return n;
}

static void chain_in(struct waiting_rows *w, struct node *n)
{
    struct node **bucket = &w->buckets[bucket_of(w, n->held.id)];
    n->chain = *bucket;
    *bucket = n;
}

static void grow(struct waiting_rows *w)
{
    struct node **old = w->buckets;
    size_t old_count = w->bucket_count;
    w->bucket_count *= 2;
    w->buckets = must(calloc(w->bucket_count, sizeof(*w->buckets)));
    for (size_t i = 0; i < old_count; i++)
        for (struct node *n = old[i], *next; n; n = next) {
            next = n->chain;
            chain_in(w, n);
        }
    free(old);
}

static void chain_out(struct waiting_rows *w, const struct node *n)
{
    struct node **at = &w->buckets[bucket_of(w, n->held.id)];
    while (*at != n)
        at = &(*at)->chain;
    *at = n->chain;
}

/* ---- The list of those that wait. */

/* Behind all that have waited as long: the last place, unless the clock was set back or it was parked. */
static void line_up(struct waiting_rows *w, struct node *n)
{
    struct node *before = w->youngest;
    while (before && before->held.accepted_ms > n->held.accepted_ms)
        before = before->before;
    n->before = before;
    n->after = before ? before->after : w->oldest;
    *(before ? &before->after : &w->oldest) = n;
    *(n->after ? &n->after->before : &w->youngest) = n;
    w->counts.waiting++;
}

static void step_out(struct waiting_rows *w, struct node *n)
{
    *(n->before ? &n->before->after : &w->oldest) = n->after;
    *(n->after ? &n->after->before : &w->youngest) = n->before;
    w->counts.waiting--;
}

/* ---- Changes. */

static const char *copy(char **at, const char *text)
{
    char *start = *at;
    *at = stpcpy(start, text) + 1;
    return start;
}

static void set_texts(struct waiting_rows *w, struct node *n, const struct row *row)
{
    size_t bytes = strlen(row->key) + strlen(row->b) + strlen(row->c) + strlen(row->d) + 4;
    char *block = must(malloc(bytes)), *at = block;
    n->held.row.key = copy(&at, row->key);
    n->held.row.b = copy(&at, row->b);
    n->held.row.c = copy(&at, row->c);
    n->held.row.d = copy(&at, row->d);
    free(n->block); /* last: `row` may be the one that is replaced */
    n->block = block;
    w->counts.bytes += bytes - n->bytes;
    n->bytes = bytes;
}

static struct node *add(struct waiting_rows *w, uint64_t id, int64_t wall_ms)
{
    if (w->counts.waiting + w->counts.refused >= w->bucket_count)
        grow(w);
    struct node *n = must(calloc(1, sizeof(*n)));
    n->held.id = id;
    n->held.accepted_ms = wall_ms;
    chain_in(w, n);
    line_up(w, n);
    return n;
}

/* It waits anew, behind those that wait already. */
static void wait_again(struct waiting_rows *w, struct node *n, int64_t wall_ms)
{
    free(n->reason);
    n->reason = NULL;
    n->held.refused = NULL;
    n->held.accepted_ms = wall_ms;
    w->counts.refused--;
    line_up(w, n);
}

void waiting_rows_put(struct waiting_rows *w, const struct row *row, uint64_t version, int64_t wall_ms)
{
    uint64_t id = 0;
    (void)cell_id(row->key, &id);
    struct node *n = find(w, id);
    if (!n)
        n = add(w, id, wall_ms);
    else if (n->held.refused)
        wait_again(w, n, wall_ms);
    set_texts(w, n, row);
    n->held.version = version;
}

static struct node *find_version(const struct waiting_rows *w, uint64_t id, uint64_t version)
{
    struct node *n = find(w, id);
    return n && n->held.version == version ? n : NULL;
}

bool waiting_rows_leave(struct waiting_rows *w, uint64_t id, uint64_t version)
{
    struct node *n = find_version(w, id, version);
    if (!n)
        return false;
    chain_out(w, n);
    if (n->held.refused)
        w->counts.refused--;
    else
        step_out(w, n);
    w->counts.bytes -= n->bytes;
    free_node(n);
    return true;
}

bool waiting_rows_refuse(struct waiting_rows *w, uint64_t id, uint64_t version, const char *reason)
{
    struct node *n = find_version(w, id, version);
    if (!n || n->held.refused)
        return false;
    step_out(w, n);
    w->counts.refused++;
    n->reason = must(strdup(reason));
    n->held.refused = n->reason;
    return true;
}

/* ---- Questions. */

const struct outbox_row *waiting_rows_find(const struct waiting_rows *w, uint64_t id)
{
    const struct node *n = find(w, id);
    return n ? &n->held : NULL;
}

const struct outbox_row *waiting_rows_first(const struct waiting_rows *w)
{
    return w->oldest ? &w->oldest->held : NULL;
}

const struct outbox_row *waiting_rows_next(const struct outbox_row *row)
{
    const struct node *n = (const struct node *)row;
    assert(!row->refused);
    return n->after ? &n->after->held : NULL;
}

const struct outbox_row *waiting_rows_each(const struct waiting_rows *w, const struct outbox_row *row)
{
    const struct node *n = (const struct node *)row;
    size_t i = row ? bucket_of(w, row->id) + 1 : 0;
    if (n && n->chain)
        return &n->chain->held;
    while (i < w->bucket_count && !w->buckets[i])
        i++;
    return i < w->bucket_count ? &w->buckets[i]->held : NULL;
}

struct waiting_counts waiting_rows_counts(const struct waiting_rows *w)
{
    return w->counts;
}
