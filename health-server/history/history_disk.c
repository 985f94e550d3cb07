/* One job, filled on the loop, done on the pool. */
#include "history_disk.h"

#include "allocate.h"
#include "disk_queue.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

struct history_disk {
    struct disk_queue *queue;
    struct history_store *store;
    struct backlog *backlog;
    struct history_disk_handlers handlers;
    void *ctx;
    bool load_wanted;
    /* The job, and what came of it. */
    struct disk_job job;
    struct backlog_part part;
    struct backlog_mark mark;
    struct history_record record;
    struct history_batch batch;
    int64_t now_s;
    struct history_loaded loaded;
    struct history_store_facts facts;
    struct err error;
    bool load, has_loaded, is_last;
};

static void write_and_load(struct history_disk *d)
{
    struct history_store_facts loading = {0};
    d->has_loaded = false;
    d->error = history_store_write(d->store, &d->batch, &d->facts);
    if (err_is(d->error) || !d->load)
        return;
    d->has_loaded = !err_is(history_store_load(d->store, d->now_s, &d->loaded, &loading));
    d->facts.moved_aside |= loading.moved_aside;
}

static void work(void *ctx)
{
    struct history_disk *d = ctx;
    write_and_load(d);
    if (d->is_last)
        history_store_close(d->store);
}

static void done(void *ctx)
{
    struct history_disk *d = ctx;
    if (!err_is(d->error))
        backlog_written(d->backlog, d->mark, &d->part);
    if (d->has_loaded) {
        d->load_wanted = false;
        d->handlers.on_loaded(d->ctx, &d->loaded);
    }
    d->handlers.on_result(d->ctx, d->error, &d->facts);
}

struct history_disk *history_disk_create(struct loop *loop, const char *state_dir, struct backlog *backlog,
                                         const struct history_disk_handlers *handlers, void *ctx)
{
    char folder[PATH_MAX];
    struct history_disk *d = allocate(1, sizeof(*d));
    snprintf(folder, sizeof(folder), "%s/health", state_dir);
    d->queue = disk_queue_create(loop);
    d->store = history_store_create(folder);
    d->backlog = backlog;
    d->handlers = *handlers;
    d->ctx = ctx;
    d->load_wanted = true;
    d->job = (struct disk_job){.work = work, .done = done, .ctx = d};
    return d;
}

void history_disk_destroy(struct history_disk **take_disk)
{
    struct history_disk *d = *take_disk;
    if (!d)
        return;
    *take_disk = NULL;
    disk_queue_destroy(&d->queue);
    history_store_destroy(&d->store);
    free(d);
}

bool history_disk_busy(const struct history_disk *d)
{
    return disk_job_busy(&d->job);
}

uint64_t history_disk_running_ms(const struct history_disk *d)
{
    return disk_queue_running_ms(d->queue);
}

void history_disk_save(struct history_disk *d, const struct history_record *record, int64_t now_s)
{
    d->mark = backlog_take(d->backlog, &d->part);
    d->load = d->load_wanted;
    d->now_s = now_s;
    if (record)
        d->record = *record;
    d->batch = (struct history_batch){
        .samples = d->part.samples,
        .sample_count = d->part.sample_count,
        .transitions = d->part.transitions,
        .transition_count = d->part.transition_count,
        .incidents = d->part.incidents,
        .incident_count = d->part.incident_count,
        .record = record ? &d->record : NULL,
    };
    disk_queue_add(d->queue, &d->job);
}

void history_disk_close_after_next(struct history_disk *d)
{
    d->is_last = true;
}

void history_disk_load_again(struct history_disk *d)
{
    d->load_wanted = true;
}

void history_disk_when_idle(struct history_disk *d, void (*on_idle)(void *ctx), void *ctx)
{
    disk_queue_when_idle(d->queue, on_idle, ctx);
}
