/* A list in the order of departure: it is short beside a round trip to Google. */
#include "in_doubt.h"

#include "cell.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* So long a row that was written down and did not leave need not be written down again. */
#define RECENT_MS 5000

void in_doubt_free(struct in_doubt *d)
{
    free(d->rows);
    *d = (struct in_doubt){0};
}

/* ---- The batch. */

static struct sent_row row_of(const struct plan *plan, size_t i)
{
    const struct row *row = &plan->batch[i]->row;
    bool update = plan->kind == PLAN_UPDATES;
    struct sent_row sent = {.place = update ? plan->updates[i].place : 0,
                            .columns = update ? plan->updates[i].changed : 0xF,
                            .cells = {cell_hash(row->b), cell_hash(row->c), cell_hash(row->d)}};
    (void)cell_id(row->key, &sent.id);
    return sent;
}

static struct sent_row *find(const struct in_doubt *d, const struct sent_row *row)
{
    for (size_t i = d->count; i-- > 0;) {
        struct sent_row *at = &d->rows[i];
        if (at->id == row->id && at->place == row->place && at->columns == row->columns &&
            memcmp(at->cells, row->cells, sizeof(row->cells)) == 0)
            return at;
    }
    return NULL;
}

static void add(struct in_doubt *d, const struct sent_row *row)
{
    if (d->count == IN_DOUBT_MAX)
        memmove(d->rows, d->rows + 1, --d->count * sizeof(*d->rows));
    if (d->count == d->room) {
        d->room = d->room ? d->room * 2 : 16;
        d->rows = realloc(d->rows, d->room * sizeof(*d->rows));
        if (!d->rows)
            abort();
    }
    d->rows[d->count++] = *row;
}

/* A batch that was written down and is not the one that leaves after all. */
static void forget_others(struct in_doubt *d)
{
    size_t kept = 0;
    for (size_t i = 0; i < d->count; i++)
        if (d->rows[i].under_way || d->rows[i].unanswered)
            d->rows[kept++] = d->rows[i];
    d->count = kept;
}

bool in_doubt_depart(struct in_doubt *d, const struct plan *plan, int64_t wall_ms)
{
    bool news = false;
    for (size_t i = 0; i < d->count; i++)
        d->rows[i].under_way = false;
    for (size_t i = 0; i < plan->count; i++) {
        struct sent_row row = row_of(plan, i), *known = find(d, &row);
        row.under_way = true;
        row.wall_ms = wall_ms;
        row.unanswered = known && known->unanswered;
        if (known && llabs(wall_ms - known->wall_ms) < RECENT_MS)
            row.wall_ms = known->wall_ms;
        else
            news = true;
        if (known)
            *known = row;
        else
            add(d, &row);
    }
    forget_others(d);
    return news;
}

bool in_doubt_answered(struct in_doubt *d, const struct plan *plan, const bool *met)
{
    size_t before = d->count;
    for (size_t i = 0; i < plan->count; i++) {
        struct sent_row row = row_of(plan, i), *known = find(d, &row);
        if (!known)
            continue;
        known->under_way = false;
        known->unanswered |= met && !met[i];
    }
    forget_others(d);
    return d->count < before;
}

void in_doubt_unanswered(struct in_doubt *d)
{
    for (size_t i = 0; i < d->count; i++) {
        d->rows[i].unanswered |= d->rows[i].under_way;
        d->rows[i].under_way = false;
    }
}

bool in_doubt_astray(const struct in_doubt *d)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->rows[i].unanswered)
            return true;
    return false;
}

/* ---- Time. */

bool in_doubt_sweep(struct in_doubt *d, int64_t wall_ms)
{
    size_t before = d->count, kept = 0;
    for (size_t i = 0; i < d->count; i++) {
        struct sent_row *row = &d->rows[i];
        if (row->wall_ms > wall_ms)
            row->wall_ms = wall_ms;
        if (row->under_way || wall_ms - row->wall_ms < IN_DOUBT_MS)
            d->rows[kept++] = *row;
    }
    d->count = kept;
    if (!kept)
        in_doubt_free(d); /* a storm is over */
    return kept < before;
}

uint64_t in_doubt_age_ms(const struct in_doubt *d, int64_t wall_ms)
{
    int64_t age = IN_DOUBT_MS;
    for (size_t i = 0; i < d->count; i++)
        if (wall_ms - d->rows[i].wall_ms < age)
            age = wall_ms - d->rows[i].wall_ms;
    return age > 0 ? (uint64_t)age : 0;
}

/* ---- As text. */

void in_doubt_write(const struct in_doubt *d, struct buffer *out)
{
    for (size_t i = 0; i < d->count; i++) {
        const struct sent_row *row = &d->rows[i];
        buffer_format(out, "%" PRIu64 " %" PRIu32 " %u %" PRIx64 " %" PRIx64 " %" PRIx64 " %" PRId64 "\n",
                      row->id, row->place, row->columns, row->cells[0], row->cells[1], row->cells[2],
                      row->wall_ms);
    }
}

void in_doubt_read(struct in_doubt *d, const char *text, int64_t wall_ms)
{
    while (*text) {
        struct sent_row row = {.unanswered = true};
        if (sscanf(text, "%" SCNu64 " %" SCNu32 " %u %" SCNx64 " %" SCNx64 " %" SCNx64 " %" SCNd64, &row.id,
                   &row.place, &row.columns, &row.cells[0], &row.cells[1], &row.cells[2],
                   &row.wall_ms) == 7 &&
            row.id) {
            row.wall_ms = row.wall_ms > wall_ms ? wall_ms : row.wall_ms;
            add(d, &row);
        }
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
}
