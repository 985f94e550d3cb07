/* Rows of other people, told from each other by what they hold: people move them. */
#include "foreign_rows.h"

#include "allocate.h"

#include <stdlib.h>
#include <string.h>

struct foreign_rows {
    struct foreign_row *rows;
    size_t count, room, bytes;
    bool full;
};

struct foreign_rows *foreign_rows_create(void)
{
    struct foreign_rows *p = allocate(1, sizeof(*p));
    return p;
}

static void free_row(struct foreign_row *row)
{
    free((char *)(uintptr_t)row->cells[0]); /* the start of its block */
}

void foreign_rows_destroy(struct foreign_rows **take_foreign)
{
    struct foreign_rows *p = *take_foreign;
    if (!p)
        return;
    *take_foreign = NULL;
    for (size_t i = 0; i < p->count; i++)
        free_row(&p->rows[i]);
    free(p->rows);
    free(p);
}

static void copy_row(struct foreign_row *row, uint32_t place, const char *const cells[FOREIGN_CELLS],
                     size_t bytes)
{
    char *at = malloc(bytes);
    if (!at)
        abort();
    row->place = place;
    for (size_t i = 0; i < FOREIGN_CELLS; i++) {
        row->cells[i] = at;
        at = stpcpy(at, cells[i]) + 1;
    }
}

bool foreign_rows_add(struct foreign_rows *p, uint32_t place, const char *const cells[FOREIGN_CELLS])
{
    size_t bytes = 0;
    for (size_t i = 0; i < FOREIGN_CELLS; i++)
        bytes += strlen(cells[i]) + 1;
    if (bytes == FOREIGN_CELLS)
        return true;
    p->full = p->full || p->count == FOREIGN_ROWS_MAX || p->bytes + bytes > FOREIGN_BYTES_MAX;
    if (p->full)
        return false;
    if (p->count == p->room) {
        p->room = p->room ? p->room * 2 : 8;
        p->rows = realloc(p->rows, p->room * sizeof(*p->rows));
        if (!p->rows)
            abort();
    }
    copy_row(&p->rows[p->count++], place, cells, bytes);
    p->bytes += bytes;
    return true;
}

bool foreign_rows_full(const struct foreign_rows *p)
{
    return p && p->full;
}

size_t foreign_rows_count(const struct foreign_rows *p)
{
    return p ? p->count : 0;
}

const struct foreign_row *foreign_rows_at(const struct foreign_rows *p, size_t index)
{
    return &p->rows[index];
}

/* ---- What is in one and not in the other. */

static int compare_cells(const struct foreign_row *a, const struct foreign_row *b)
{
    int order = 0;
    for (size_t i = 0; i < FOREIGN_CELLS && order == 0; i++)
        order = strcmp(a->cells[i], b->cells[i]);
    return order;
}

static int compare_rows(const void *a, const void *b)
{
    const struct foreign_row *x = *(const struct foreign_row *const *)a;
    const struct foreign_row *y = *(const struct foreign_row *const *)b;
    int order = compare_cells(x, y);
    return order ? order : x->place < y->place ? -1 : x->place > y->place;
}

static int compare_places(const void *a, const void *b)
{
    const struct foreign_row *x = *(const struct foreign_row *const *)a;
    const struct foreign_row *y = *(const struct foreign_row *const *)b;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* Room for one more, for a list may not be empty. */
static const struct foreign_row **sorted(const struct foreign_rows *p)
{
    const struct foreign_row **list = allocate(foreign_rows_count(p) + 1, sizeof(struct foreign_row *));
    for (size_t i = 0; i < foreign_rows_count(p); i++)
        list[i] = &p->rows[i];
    qsort(list, foreign_rows_count(p), sizeof(struct foreign_row *), compare_rows);
    return list;
}

/* Leaves in each list what the other has no equal of, in the order of places. */
static void strike_equals(const struct foreign_row **a, size_t *a_count, const struct foreign_row **b,
                          size_t *b_count)
{
    size_t i = 0, j = 0, a_kept = 0, b_kept = 0;
    while (i < *a_count || j < *b_count) {
        int order = i == *a_count ? 1 : j == *b_count ? -1 : compare_cells(a[i], b[j]);
        if (order < 0) {
            a[a_kept++] = a[i++];
        } else if (order > 0) {
            b[b_kept++] = b[j++];
        } else {
            i++;
            j++;
        }
    }
    *a_count = a_kept;
    *b_count = b_kept;
    qsort(a, a_kept, sizeof(struct foreign_row *), compare_places);
    qsort(b, b_kept, sizeof(struct foreign_row *), compare_places);
}

bool foreign_rows_same(const struct foreign_rows *a, const struct foreign_rows *b)
{
    size_t a_left = foreign_rows_count(a), b_left = foreign_rows_count(b);
    if (a_left != b_left)
        return false;
    const struct foreign_row **a_rows = sorted(a), **b_rows = sorted(b);
    strike_equals(a_rows, &a_left, b_rows, &b_left);
    free(a_rows);
    free(b_rows);
    return a_left + b_left == 0;
}

/* ---- Hits. */

static bool may_have_been(const struct foreign_questions *q, const struct foreign_row *was,
                          const struct foreign_row *now)
{
    if (strcmp(was->cells[0], now->cells[0]) != 0)
        return false;
    for (unsigned i = 1; i < FOREIGN_CELLS; i++)
        if (strcmp(was->cells[i], now->cells[i]) != 0 && !q->is_ours(q->ctx, i, now->cells[i]))
            return false;
    return true;
}

static bool was_empty(const struct foreign_questions *q, const struct foreign_row *now)
{
    static const struct foreign_row EMPTY = {0, {"", "", "", ""}};
    return q->was_aimed_at(q->ctx, now->place) && may_have_been(q, &EMPTY, now);
}

/* Takes the first that fits out of `missing`: sorting and inserting keep equals in their order. */
static const struct foreign_row *take_missing(const struct foreign_questions *q,
                                              const struct foreign_row **missing, size_t count,
                                              const struct foreign_row *now)
{
    for (size_t i = 0; i < count; i++) {
        const struct foreign_row *was = missing[i];
        if (!was || !may_have_been(q, was, now))
            continue;
        missing[i] = NULL;
        return was;
    }
    return NULL;
}

size_t foreign_rows_hits(const struct foreign_rows *before, const struct foreign_rows *now,
                         const struct foreign_questions *q, struct foreign_hit *ret_hits, size_t most)
{
    size_t found = 0, missing_count = foreign_rows_count(before), fresh_count = foreign_rows_count(now);
    const struct foreign_row **missing = sorted(before), **fresh = sorted(now);
    strike_equals(missing, &missing_count, fresh, &fresh_count);
    for (size_t i = 0; i < fresh_count && found < most; i++) {
        const struct foreign_row *was = take_missing(q, missing, missing_count, fresh[i]);
        if (was || was_empty(q, fresh[i]))
            ret_hits[found++] = (struct foreign_hit){fresh[i]->place, was};
    }
    free(missing);
    free(fresh);
    return found;
}

static struct foreign_hit *hit_at(struct foreign_hit *hits, size_t count, uint32_t place)
{
    for (size_t i = 0; i < count; i++)
        if (hits[i].place == place)
            return &hits[i];
    return NULL;
}

struct foreign_rows *foreign_rows_restored(const struct foreign_rows *now, struct foreign_hit *hits,
                                           size_t count)
{
    struct foreign_rows *mended = foreign_rows_create();
    for (size_t i = 0; i < foreign_rows_count(now); i++) {
        const struct foreign_row *row = &now->rows[i];
        const struct foreign_hit *hit = hit_at(hits, count, row->place);
        if (!hit)
            (void)foreign_rows_add(mended, row->place, row->cells);
        else if (hit->was)
            (void)foreign_rows_add(mended, row->place, hit->was->cells);
    }
    for (size_t i = 0; i < mended->count; i++) {
        struct foreign_hit *hit = hit_at(hits, count, mended->rows[i].place);
        if (hit)
            hit->was = &mended->rows[i];
    }
    return mended;
}
