/* A list in the order of departure: it is short beside a round trip to Google. */
#include "in_doubt.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void in_doubt_free(struct in_doubt *d)
{
    free(d->rows);
    *d = (struct in_doubt){0};
}

/* ---- The write that leaves. */

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

bool sent_row_astray(const struct sent_row *row)
{
    return row->unanswered || row->unseen;
}

/* A write that was written down and is not the one that leaves after all. True: something went. */
static bool forget_others(struct in_doubt *d)
{
    size_t before = d->count, kept = 0;
    for (size_t i = 0; i < d->count; i++)
        if (d->rows[i].number || sent_row_astray(&d->rows[i]))
            d->rows[kept++] = d->rows[i];
    d->count = kept;
    return kept < before;
}

bool in_doubt_depart(struct in_doubt *d, const struct sent_row *rows, size_t count, int64_t wall_ms)
{
    bool news = false;
    for (size_t i = 0; i < d->count; i++)
        d->rows[i].number = 0;
    for (size_t i = 0; i < count; i++) {
        struct sent_row *known = find(d, &rows[i]);
        struct sent_row row = known ? *known : rows[i];
        row.number = (uint32_t)i + 1;
        if (!known || llabs(wall_ms - known->wall_ms) >= IN_DOUBT_RECENT_MS) {
            row.wall_ms = wall_ms;
            news = true;
        }
        if (known)
            *known = row;
        else
            add(d, &row);
    }
    (void)forget_others(d);
    return news;
}

void in_doubt_answered(struct in_doubt *d, const bool *met, const uint64_t *fell_on)
{
    for (size_t i = 0; i < d->count; i++) {
        struct sent_row *row = &d->rows[i];
        if (row->number && !met[row->number - 1]) {
            row->unanswered = true;
            row->named = false;
            row->fell_on = fell_on[row->number - 1];
        }
        row->number = 0;
    }
    (void)forget_others(d);
}

void in_doubt_refused(struct in_doubt *d)
{
    for (size_t i = 0; i < d->count; i++)
        d->rows[i].number = 0;
    (void)forget_others(d);
}

void in_doubt_carried_out(struct in_doubt *d)
{
    for (size_t i = 0; i < d->count; i++) {
        d->rows[i].unseen |= d->rows[i].number != 0;
        d->rows[i].number = 0;
    }
}

void in_doubt_unanswered(struct in_doubt *d)
{
    for (size_t i = 0; i < d->count; i++) {
        d->rows[i].unanswered |= d->rows[i].number != 0;
        d->rows[i].number = 0;
    }
}

bool in_doubt_looked(struct in_doubt *d)
{
    for (size_t i = 0; i < d->count; i++)
        d->rows[i].unseen = false;
    return forget_others(d);
}

bool in_doubt_astray(const struct in_doubt *d)
{
    for (size_t i = 0; i < d->count; i++)
        if (sent_row_astray(&d->rows[i]))
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
        if (row->number || wall_ms - row->wall_ms < IN_DOUBT_MS)
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
            (row.id || row.place)) {
            row.wall_ms = row.wall_ms > wall_ms ? wall_ms : row.wall_ms;
            add(d, &row);
        }
        text += strcspn(text, "\n");
        text += *text == '\n';
    }
}
