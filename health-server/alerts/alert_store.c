/* Two jobs on one disk queue. */
#include "alert_store.h"

#include "alert_memory.h"
#include "allocate.h"
#include "disk_queue.h"
#include "file.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_NAME "alerts.json"

struct alert_store {
    struct disk_queue *queue;
    struct alert_store_handlers handlers;
    void *ctx;
    char folder[PATH_MAX], path[PATH_MAX];
    struct disk_job load, save;
    struct buffer loaded;
    bool is_there;
    struct buffer writing, next; /* `next` waits for the write that runs */
    uint64_t writing_revision, next_revision;
    bool next_waits;
    struct err load_error, save_error;
};

/* ---- On the pool. */

static void load_work(void *ctx)
{
    struct alert_store *s = ctx;
    s->load_error = file_read_regular(s->path, &s->loaded);
    s->is_there = !(s->load_error.kind == ERR_SYSTEM && s->load_error.code == ENOENT);
    if (!s->is_there)
        s->load_error = ERR_OK;
}

static void save_work(void *ctx)
{
    struct alert_store *s = ctx;
    s->save_error = file_writable_folder(s->folder);
    if (!err_is(s->save_error))
        s->save_error = file_replace(s->path, s->writing.data, s->writing.length);
}

/* ---- On the loop. */

static void load_done(void *ctx)
{
    struct alert_store *s = ctx;
    bool good = s->is_there && !err_is(s->load_error);
    s->handlers.on_loaded(s->ctx, s->load_error, good ? buffer_string(&s->loaded) : NULL,
                          good ? s->loaded.length : 0);
    buffer_free(&s->loaded);
}

static void start_save(struct alert_store *s)
{
    struct buffer swapped = s->writing;
    s->writing = s->next;
    s->next = swapped;
    s->writing_revision = s->next_revision;
    s->next_waits = false;
    disk_queue_add(s->queue, &s->save);
}

static void save_done(void *ctx)
{
    struct alert_store *s = ctx;
    struct err e = s->save_error;
    uint64_t revision = s->writing_revision;
    if (s->next_waits)
        start_save(s);
    s->handlers.on_saved(s->ctx, e, revision);
}

void alert_store_save(struct alert_store *s, const char *text, size_t length, uint64_t revision)
{
    buffer_clear(&s->next);
    buffer_append(&s->next, text, length);
    s->next_revision = revision;
    s->next_waits = true;
    if (!disk_job_busy(&s->save))
        start_save(s);
}

uint64_t alert_store_busy_ms(const struct alert_store *s)
{
    return disk_queue_running_ms(s->queue);
}

void alert_store_when_idle(struct alert_store *s, void (*on_idle)(void *ctx), void *ctx)
{
    disk_queue_when_idle(s->queue, on_idle, ctx);
}

struct alert_store *alert_store_open(struct loop *loop, const char *state_dir,
                                     const struct alert_store_handlers *handlers, void *ctx)
{
    struct alert_store *s = allocate(1, sizeof(*s));
    s->handlers = *handlers;
    s->ctx = ctx;
    s->load = (struct disk_job){.work = load_work, .done = load_done, .ctx = s};
    s->save = (struct disk_job){.work = save_work, .done = save_done, .ctx = s};
    buffer_init(&s->loaded, ALERT_MEMORY_MAX);
    buffer_init(&s->writing, ALERT_MEMORY_MAX);
    buffer_init(&s->next, ALERT_MEMORY_MAX);
    /* Too long: cut, and each write fails as one to a folder that is not there does. */
    snprintf(s->folder, sizeof(s->folder), "%s/health", state_dir);
    int n = snprintf(s->path, sizeof(s->path), "%s/%s", s->folder, FILE_NAME);
    if (n < 0 || (size_t)n >= sizeof(s->path))
        s->path[0] = '\0';
    s->queue = disk_queue_create(loop);
    disk_queue_add(s->queue, &s->load);
    return s;
}

void alert_store_close(struct alert_store **take_store)
{
    struct alert_store *s = *take_store;
    if (!s)
        return;
    *take_store = NULL;
    disk_queue_destroy(&s->queue);
    buffer_free(&s->loaded);
    buffer_free(&s->writing);
    buffer_free(&s->next);
    free(s);
}
