/* Two lists of changes: one on its way to the disk, one that grows meanwhile. */
#include "last_rows.h"

#include "buffer.h"
#include "cell.h"
#include "disk_queue.h"
#include "last_rows_file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum phase { OPENING, OPEN, SHUT };

struct last_rows {
    struct last_rows_handlers handlers;
    void *ctx;
    char *folder, *target;
    struct disk_queue *queue;
    struct disk_job open, save, close;
    enum phase phase;
    struct buffer next;
    bool foreign_next;
    bool incomplete; /* something was not written: write everything anew */
    /* These belong to the job that runs. */
    struct last_rows_file *file; /* NULL: nothing is kept */
    struct last_rows_found found;
    struct buffer going;
    bool foreign_going;
    struct err ended;
};

/* ---- The disk. */

static void open_file(void *ctx)
{
    struct last_rows *l = ctx;
    if (!l->folder)
        return;
    l->found.trouble = last_rows_file_open(l->folder, l->target, &l->file, &l->found.moved_aside);
    if (l->file)
        last_rows_file_load(l->file, &l->found);
}

static void opened(void *ctx)
{
    struct last_rows *l = ctx;
    if (l->phase == SHUT)
        return;
    l->phase = OPEN;
    struct last_rows_found found = l->found;
    l->found = (struct last_rows_found){0};
    l->handlers.on_open(l->ctx, &found);
    last_rows_found_free(&found);
}

static void write_changes(void *ctx)
{
    struct last_rows *l = ctx;
    l->ended = last_rows_file_save(l->file, &l->going);
}

static void begin(struct last_rows *l)
{
    if (l->phase != OPEN || !l->next.length || disk_job_busy(&l->save))
        return;
    struct buffer empty = l->going;
    l->going = l->next;
    l->next = empty;
    l->foreign_going = l->foreign_next;
    l->foreign_next = false;
    disk_queue_add(l->queue, &l->save);
}

static void written(void *ctx)
{
    struct last_rows *l = ctx;
    l->incomplete |= err_is(l->ended);
    l->foreign_going = false;
    buffer_free(&l->going);
    buffer_init(&l->going, LAST_ROWS_BYTES_MAX);
    begin(l);
    if (l->phase == OPEN && !disk_job_busy(&l->save))
        l->handlers.on_saved(l->ctx);
}

static void close_file(void *ctx)
{
    struct last_rows *l = ctx;
    last_rows_file_close(&l->file);
}

static void closed(void *ctx)
{
    (void)ctx;
}

struct last_rows *last_rows_create(struct loop *loop, const char *folder, const char *target,
                                   const struct last_rows_handlers *handlers, void *ctx)
{
    struct last_rows *l = calloc(1, sizeof(*l));
    if (!l || (folder && !(l->folder = strdup(folder))) || !(l->target = strdup(target)))
        abort();
    l->handlers = *handlers;
    l->ctx = ctx;
    l->queue = disk_queue_create(loop);
    l->open = (struct disk_job){.work = open_file, .done = opened, .ctx = l};
    l->save = (struct disk_job){.work = write_changes, .done = written, .ctx = l};
    l->close = (struct disk_job){.work = close_file, .done = closed, .ctx = l};
    buffer_init(&l->next, LAST_ROWS_BYTES_MAX);
    buffer_init(&l->going, LAST_ROWS_BYTES_MAX);
    disk_queue_add(l->queue, &l->open);
    return l;
}

void last_rows_found_free(struct last_rows_found *found)
{
    row_map_destroy(&found->map);
    foreign_rows_destroy(&found->foreign);
}

void last_rows_destroy(struct last_rows **take_rows)
{
    struct last_rows *l = *take_rows;
    if (!l)
        return;
    *take_rows = NULL;
    begin(l); /* what waits goes before the end */
    l->phase = SHUT;
    disk_queue_add(l->queue, &l->close);
    disk_queue_destroy(&l->queue);
    last_rows_found_free(&l->found);
    buffer_free(&l->next);
    buffer_free(&l->going);
    free(l->folder);
    free(l->target);
    free(l);
}

/* ---- Changes. */

struct comparison {
    struct last_rows *l;
    const struct row_map *other;
};

static void add_text(struct last_rows *l, const char *text)
{
    buffer_append(&l->next, text, strlen(text) + 1);
}

static void add_change(struct last_rows *l, enum last_rows_change change)
{
    buffer_char(&l->next, (char)change);
}

static void add_row(struct last_rows *l, const struct row *row, bool confirmed)
{
    add_change(l, confirmed ? LAST_ROWS_WROTE : LAST_ROWS_PUT);
    add_text(l, row->key);
    add_text(l, row->b);
    add_text(l, row->c);
    add_text(l, row->d);
}

static void add_if_new(void *ctx, const struct map_row *row)
{
    struct comparison *c = ctx;
    char key[24];
    const struct map_row *was = c->other ? row_map_find(c->other, row->id) : NULL;
    if (was && strcmp(was->b, row->b) == 0 && strcmp(was->c, row->c) == 0 && strcmp(was->d, row->d) == 0)
        return;
    add_row(c->l, &(struct row){cell_id_text(row->id, key), row->b, row->c, row->d}, row->confirmed);
}

static void remove_if_gone(void *ctx, const struct map_row *row)
{
    struct comparison *c = ctx;
    char key[24];
    if (row_map_find(c->other, row->id))
        return;
    add_change(c->l, LAST_ROWS_REMOVE);
    add_text(c->l, cell_id_text(row->id, key));
}

static bool keeps(const struct last_rows *l)
{
    return l->phase == OPEN && l->file;
}

/* Half a list is worse than none. */
static void finish(struct last_rows *l, size_t length_before)
{
    if (l->next.failed) {
        l->incomplete = true;
        l->next.failed = false;
        buffer_truncate(&l->next, length_before);
    }
    begin(l);
}

void last_rows_save(struct last_rows *l, const struct row_map *before, const struct row_map *now,
                    int64_t wall_ms)
{
    char text[24];
    size_t length = l->next.length;
    if (!keeps(l))
        return;
    bool whole = l->incomplete;
    l->incomplete = row_map_survey(now).rows > LAST_ROWS_MAX;
    if (l->incomplete)
        return;
    if (whole)
        add_change(l, LAST_ROWS_CLEAR);
    before = whole ? NULL : before;
    row_map_each(now, add_if_new, &(struct comparison){l, before});
    if (before)
        row_map_each(before, remove_if_gone, &(struct comparison){l, now});
    snprintf(text, sizeof(text), "%" PRId64, wall_ms);
    add_change(l, LAST_ROWS_READ_AT);
    add_text(l, text);
    finish(l, length);
}

void last_rows_wrote(struct last_rows *l, const struct row *written_rows, size_t count)
{
    size_t length = l->next.length;
    if (!keeps(l) || !count)
        return;
    for (size_t i = 0; i < count; i++)
        add_row(l, &written_rows[i], true);
    finish(l, length);
}

static void add_person(struct last_rows *l, const struct foreign_row *person)
{
    char place[16];
    snprintf(place, sizeof(place), "%" PRIu32, person->place);
    add_change(l, LAST_ROWS_FOREIGN);
    add_text(l, place);
    for (int i = 0; i < FOREIGN_CELLS; i++)
        add_text(l, person->cells[i]);
}

void last_rows_save_foreign(struct last_rows *l, const struct foreign_rows *foreign)
{
    static const struct foreign_row THAT_IS_ALL = {0, {"", "", "", ""}};
    size_t length = l->next.length;
    if (!keeps(l))
        return;
    add_change(l, LAST_ROWS_CLEAR_FOREIGN);
    for (size_t i = 0; i < foreign_rows_count(foreign); i++)
        add_person(l, foreign_rows_at(foreign, i));
    add_person(l, &THAT_IS_ALL);
    l->foreign_next = !l->next.failed;
    finish(l, length);
}

bool last_rows_saving_foreign(const struct last_rows *l)
{
    return l->foreign_next || l->foreign_going;
}
