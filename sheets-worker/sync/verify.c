/* The watched rows, in no order: batches are small beside a round trip to Google. */
#include "verify_inside.h"

#include "array_len.h"
#include "cell.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_LOOK  5000
#define LOSSES_MOST 10 /* a value that went that often does not stay */

static const uint64_t LOOKS_MS[] = {FIRST_LOOK, 30000, 90000, IN_DOUBT_MS}; /* after the unanswered write */

struct verify *verify_create(void)
{
    struct verify *w = calloc(1, sizeof(*w));
    if (!w)
        abort();
    return w;
}

void verify_destroy(struct verify **take_watch)
{
    struct verify *w = *take_watch;
    if (!w)
        return;
    *take_watch = NULL;
    for (size_t i = 0; i < w->count; i++)
        free(w->rows[i].block);
    free(w->rows);
    free(w);
}

/* ---- What is watched. */

static struct watched *find(const struct verify *w, uint64_t id)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->rows[i].id == id)
            return &w->rows[i];
    return NULL;
}

static void drop(struct verify *w, size_t i)
{
    free(w->rows[i].block);
    w->rows[i] = w->rows[--w->count];
    if (w->count)
        return;
    free(w->rows); /* a storm is over */
    *w = (struct verify){0};
}

/* A row that nobody would miss, for all is known of it, makes room. */
static void make_room(struct verify *w)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->rows[i].met && !w->rows[i].doubted) {
            drop(w, i);
            return;
        }
}

/* NULL: VERIFY_ROWS_MAX are watched already, and `needed` did not help. */
static struct watched *find_or_add(struct verify *w, const char *key, bool needed)
{
    uint64_t id = 0;
    (void)cell_id(key, &id);
    struct watched *row = find(w, id);
    if (row)
        return row;
    if (w->count == VERIFY_ROWS_MAX && needed)
        make_room(w);
    if (w->count == VERIFY_ROWS_MAX)
        return NULL;
    if (w->count == w->room) {
        w->room = w->room ? w->room * 2 : 16;
        w->rows = realloc(w->rows, w->room * sizeof(*w->rows));
        if (!w->rows)
            abort();
    }
    row = &w->rows[w->count++];
    *row = (struct watched){.id = id};
    return row;
}

static const char *put(char **at, const char *text)
{
    char *start = *at;
    *at = stpcpy(start, text) + 1;
    return start;
}

static void set_newest(struct watched *row, const struct row *newest)
{
    char *block = malloc(strlen(newest->key) + strlen(newest->b) + strlen(newest->c) + strlen(newest->d) + 4);
    if (!block)
        abort();
    free(row->block);
    row->block = block;
    row->newest.key = put(&block, newest->key);
    row->newest.b = put(&block, newest->b);
    row->newest.c = put(&block, newest->c);
    row->newest.d = put(&block, newest->d);
}

static void note_older(struct watched *row, const struct older *cells)
{
    row->older[row->older_count++ % OLDER_KEPT] = *cells;
}

static struct older hashes(const char *b, const char *c, const char *d, bool stood)
{
    return (struct older){{cell_hash(b), cell_hash(c), cell_hash(d)}, stood};
}

/* It may stand there twice, now or later. */
static void doubt(struct watched *row, uint64_t now_ms)
{
    row->doubted = true;
    row->doubted_ms = now_ms;
    row->looks = 0;
    row->counts_from_ms = row->due_ms = now_ms + LOOKS_MS[0];
}

static bool doubt_sent(struct verify *w, const char *key, const struct older *cells, uint32_t place,
                       uint64_t now_ms)
{
    struct watched *watched = find_or_add(w, key, true);
    if (!watched)
        return false;
    note_older(watched, cells); /* which it is as soon as anything newer lands */
    watched->place = place;
    doubt(watched, now_ms);
    return true;
}

bool verify_doubt(struct verify *w, const struct row *row, uint32_t place, uint64_t now_ms)
{
    const struct older cells = hashes(row->b, row->c, row->d, false);
    return doubt_sent(w, row->key, &cells, place, now_ms);
}

bool verify_inherit(struct verify *w, const struct sent_row *sent, uint64_t now_ms)
{
    char key[24];
    const struct older cells = {{sent->cells[0], sent->cells[1], sent->cells[2]}, false};
    return doubt_sent(w, cell_id_text(sent->id, key), &cells, sent->place, now_ms);
}

/* What stood there before is what a read that lags will show. */
static void note_before(struct watched *row, const struct map_row *before)
{
    for (size_t i = 0; i < OLDER_KEPT && !row->unseen; i++)
        row->older[i].stood = false;
    row->was_absent = !before || (row->unseen && row->was_absent);
    struct older older;
    if (before)
        older = hashes(before->b, before->c, before->d, true);
    else if (row->block)
        older = hashes(row->newest.b, row->newest.c, row->newest.d, false); /* it may be there after all */
    else
        return;
    note_older(row, &older);
}

bool verify_landed(struct verify *w, const struct row *row, const struct map_row *before, bool met,
                   uint64_t now_ms)
{
    struct watched *watched = find_or_add(w, row->key, !met);
    if (!watched)
        return met;
    watched->met = met;
    note_before(watched, before);
    watched->unseen = true;
    watched->landed_ms = now_ms;
    watched->place = before ? before->place : 0;
    watched->confirmed = met && before && before->place; /* it stood there: if it goes, a person took it */
    set_newest(watched, row);
    if (watched->doubted)
        return true; /* its looks go on */
    watched->counts_from_ms = now_ms;
    watched->due_ms = now_ms + FIRST_LOOK; /* unless a read comes before */
    return true;
}

void verify_present(struct verify *w, const struct row *row)
{
    uint64_t id = 0;
    (void)cell_id(row->key, &id);
    struct watched *watched = find(w, id);
    if (watched)
        set_newest(watched, row);
}

uint64_t verify_due_ms(const struct verify *w)
{
    uint64_t due_ms = UINT64_MAX;
    for (size_t i = 0; i < w->count; i++)
        if (w->rows[i].due_ms < due_ms)
            due_ms = w->rows[i].due_ms;
    return due_ms;
}

/* ---- Looking. */

bool verify_same_cells(const struct row *row, const struct map_row *held)
{
    return strcmp(row->b, held->b) == 0 && strcmp(row->c, held->c) == 0 && strcmp(row->d, held->d) == 0;
}

static bool was_older(const struct watched *row, size_t column, const char *held)
{
    uint64_t h = cell_hash(held);
    for (size_t i = 0; i < row->older_count && i < OLDER_KEPT; i++)
        if (row->older[i].cells[column] == h)
            return true;
    return false;
}

/* The first cell that holds something older of ours, instead of the newest; 0: none does. */
static char fell_back(const struct watched *row, const struct map_row *held)
{
    if (strcmp(row->newest.b, held->b) != 0 && was_older(row, 0, held->b))
        return 'B';
    if (strcmp(row->newest.c, held->c) != 0 && was_older(row, 1, held->c))
        return 'C';
    return strcmp(row->newest.d, held->d) != 0 && was_older(row, 2, held->d) ? 'D' : 0;
}

/* Did we send this text for that row, into that column? */
static bool was_sent(const struct watched *row, size_t column, const char *newest, const char *held)
{
    return (row->block && strcmp(newest, held) == 0) || was_older(row, column, held);
}

/* What `victim` must hold, as far as that is known: what was accepted for it, else what was last seen. */
static bool believed(const struct verify *w, const struct row_map *before, const struct map_row *victim,
                     struct row *ret_row)
{
    const struct watched *own = find(w, victim->id);
    const struct map_row *was = before ? row_map_find(before, victim->id) : NULL;
    if (own && own->block)
        *ret_row = own->newest;
    else if (was)
        *ret_row = (struct row){"", was->b, was->c, was->d};
    return (own && own->block) || was;
}

/* People moved the rows under our write: the row that stands where we wrote took the blow, if it holds what
 * we sent in place of what it should. */
static void help_victim(const struct verify *w, const struct watched *row, const struct row_map *before,
                        const struct row_map *now, const struct verify_handlers *handlers, void *ctx)
{
    char key[24];
    struct row was;
    const struct map_row *victim = row->place ? row_map_at(now, row->place) : NULL;
    if (!victim || victim->id_form == ID_ROUNDED || victim->id == row->id ||
        !believed(w, before, victim, &was) || verify_same_cells(&was, victim))
        return;
    bool ours = (strcmp(victim->b, was.b) == 0 || was_sent(row, 0, row->newest.b, victim->b)) &&
                (strcmp(victim->c, was.c) == 0 || was_sent(row, 1, row->newest.c, victim->c)) &&
                (strcmp(victim->d, was.d) == 0 || was_sent(row, 2, row->newest.d, victim->d));
    was.key = cell_id_text(victim->id, key);
    if (ours)
        handlers->on_conflict(ctx, &was);
}

/* Which cell is not there as it was accepted, 'A': the whole row; 0: none. */
static char lost_cell(const struct watched *row, const struct map_row *held)
{
    if (held)
        return fell_back(row, held);
    return row->confirmed ? 0 : 'A'; /* later it was a person who removed it */
}

/* Nothing more is to be awaited of this look. True: it was the last. */
static bool looked(struct watched *row)
{
    row->confirmed = true;
    if (!row->doubted || ++row->looks == ARRAY_LEN(LOOKS_MS))
        return true;
    row->counts_from_ms = row->due_ms = row->doubted_ms + LOOKS_MS[row->looks];
    return false;
}

void verify_look(struct verify *w, const struct row_map *before, const struct row_map *now, uint64_t sent_ms,
                 const struct verify_handlers *handlers, void *ctx)
{
    for (size_t i = w->count; i-- > 0;) {
        struct watched *row = &w->rows[i];
        const struct map_row *held = row_map_find(now, row->id);
        char lost = row->block && sent_ms >= row->doubted_ms ? lost_cell(row, held) : 0;
        row->unseen = false;
        if (lost && row->losses == LOSSES_MOST) {
            handlers->on_never_stays(ctx, &row->newest, lost, held ? held->place : row->place);
            drop(w, i);
            continue;
        }
        if (lost) {
            row->losses++;
            row->due_ms = sent_ms + FIRST_LOOK;
            if (!held)
                doubt(row, sent_ms); /* the read may be an old one: then it will stand there twice */
            handlers->on_conflict(ctx, &row->newest);
        }
        if (!held || held->place != row->place)
            help_victim(w, row, before, now, handlers, ctx);
        if (!lost && sent_ms >= row->counts_from_ms && looked(row))
            drop(w, i);
    }
}
