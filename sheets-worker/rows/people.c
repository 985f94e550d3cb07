/* Rows of other people, told from each other by what they hold: people move them. */
#include "people.h"

#include <stdlib.h>
#include <string.h>

struct people {
    struct people_row *rows;
    size_t count, room, bytes;
    bool full;
};

struct people *people_create(void)
{
    struct people *p = calloc(1, sizeof(*p));
    if (!p)
        abort();
    return p;
}

static void free_row(struct people_row *row)
{
    free((char *)(uintptr_t)row->cells[0]); /* the start of its block */
}

void people_destroy(struct people **take_people)
{
    struct people *p = *take_people;
    if (!p)
        return;
    *take_people = NULL;
    for (size_t i = 0; i < p->count; i++)
        free_row(&p->rows[i]);
    free(p->rows);
    free(p);
}

static void copy_row(struct people_row *row, uint32_t place, const char *const cells[PEOPLE_CELLS],
                     size_t bytes)
{
    char *at = malloc(bytes);
    if (!at)
        abort();
    row->place = place;
    for (size_t i = 0; i < PEOPLE_CELLS; i++) {
        row->cells[i] = at;
        at = stpcpy(at, cells[i]) + 1;
    }
}

bool people_add(struct people *p, uint32_t place, const char *const cells[PEOPLE_CELLS])
{
    size_t bytes = 0;
    for (size_t i = 0; i < PEOPLE_CELLS; i++)
        bytes += strlen(cells[i]) + 1;
    if (bytes == PEOPLE_CELLS)
        return true;
    p->full = p->full || p->count == PEOPLE_MOST || p->bytes + bytes > PEOPLE_BYTES_MOST;
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

bool people_full(const struct people *p)
{
    return p && p->full;
}

size_t people_count(const struct people *p)
{
    return p ? p->count : 0;
}

const struct people_row *people_row(const struct people *p, size_t index)
{
    return &p->rows[index];
}

/* ---- What is in one and not in the other. */

static int compare_cells(const struct people_row *a, const struct people_row *b)
{
    int order = 0;
    for (size_t i = 0; i < PEOPLE_CELLS && order == 0; i++)
        order = strcmp(a->cells[i], b->cells[i]);
    return order;
}

static int compare_rows(const void *a, const void *b)
{
    const struct people_row *x = *(const struct people_row *const *)a;
    const struct people_row *y = *(const struct people_row *const *)b;
    int order = compare_cells(x, y);
    return order ? order : x->place < y->place ? -1 : x->place > y->place;
}

static int compare_places(const void *a, const void *b)
{
    const struct people_row *x = *(const struct people_row *const *)a;
    const struct people_row *y = *(const struct people_row *const *)b;
    return x->place < y->place ? -1 : x->place > y->place;
}

/* Room for one more, for a list may not be empty. */
static const struct people_row **sorted(const struct people *p)
{
    const struct people_row **list = calloc(people_count(p) + 1, sizeof(struct people_row *));
    if (!list)
        abort();
    for (size_t i = 0; i < people_count(p); i++)
        list[i] = &p->rows[i];
    qsort(list, people_count(p), sizeof(struct people_row *), compare_rows);
    return list;
}

/* Leaves in each list what the other has no equal of, in the order of places. */
static void strike_equals(const struct people_row **a, size_t *a_count, const struct people_row **b,
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
    qsort(a, a_kept, sizeof(struct people_row *), compare_places);
    qsort(b, b_kept, sizeof(struct people_row *), compare_places);
}

bool people_same(const struct people *a, const struct people *b)
{
    size_t a_left = people_count(a), b_left = people_count(b);
    if (a_left != b_left)
        return false;
    const struct people_row **a_rows = sorted(a), **b_rows = sorted(b);
    strike_equals(a_rows, &a_left, b_rows, &b_left);
    free(a_rows);
    free(b_rows);
    return a_left + b_left == 0;
}

/* ---- Hits. */

static bool may_have_been(const struct people_questions *q, const struct people_row *was,
                          const struct people_row *now)
{
    if (strcmp(was->cells[0], now->cells[0]) != 0)
        return false;
    for (unsigned i = 1; i < PEOPLE_CELLS; i++)
        if (strcmp(was->cells[i], now->cells[i]) != 0 && !q->is_ours(q->ctx, i, now->cells[i]))
            return false;
    return true;
}

static bool was_empty(const struct people_questions *q, const struct people_row *now)
{
    static const struct people_row EMPTY = {0, {"", "", "", ""}};
    return q->was_aimed_at(q->ctx, now->place) && may_have_been(q, &EMPTY, now);
}

/* Takes the first that fits out of `missing`: sorting and inserting keep equals in their order. */
static const struct people_row *take_missing(const struct people_questions *q,
                                             const struct people_row **missing, size_t count,
                                             const struct people_row *now)
{
    for (size_t i = 0; i < count; i++) {
        const struct people_row *was = missing[i];
        if (!was || !may_have_been(q, was, now))
            continue;
        missing[i] = NULL;
        return was;
    }
    return NULL;
}

size_t people_hits(const struct people *before, const struct people *now, const struct people_questions *q,
                   struct people_hit *ret_hits, size_t most)
{
    size_t found = 0, missing_count = people_count(before), fresh_count = people_count(now);
    const struct people_row **missing = sorted(before), **fresh = sorted(now);
    strike_equals(missing, &missing_count, fresh, &fresh_count);
    for (size_t i = 0; i < fresh_count && found < most; i++) {
        const struct people_row *was = take_missing(q, missing, missing_count, fresh[i]);
        if (was || was_empty(q, fresh[i]))
            ret_hits[found++] = (struct people_hit){fresh[i]->place, was};
    }
    free(missing);
    free(fresh);
    return found;
}

static struct people_hit *hit_at(struct people_hit *hits, size_t count, uint32_t place)
{
    for (size_t i = 0; i < count; i++)
        if (hits[i].place == place)
            return &hits[i];
    return NULL;
}

struct people *people_mended(const struct people *now, struct people_hit *hits, size_t count)
{
    struct people *mended = people_create();
    for (size_t i = 0; i < people_count(now); i++) {
        const struct people_row *row = &now->rows[i];
        const struct people_hit *hit = hit_at(hits, count, row->place);
        if (!hit)
            (void)people_add(mended, row->place, row->cells);
        else if (hit->was)
            (void)people_add(mended, row->place, hit->was->cells);
    }
    for (size_t i = 0; i < mended->count; i++) {
        struct people_hit *hit = hit_at(hits, count, mended->rows[i].place);
        if (hit)
            hit->was = &mended->rows[i];
    }
    return mended;
}
