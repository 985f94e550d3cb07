/* Two buffers: the newest body, and the one that the pool is writing. One timer: a change within a second of
 * the last write waits for that second to end. */
#include "state_file.h"

#include "clock.h"
#include "disk_queue.h"
#include "file.h"
#include "log.h"
#include "loop.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#define PAUSE_MS 1000
#define RETRY_MS 2000 /* after a write that failed */

struct state_file {
    struct disk_queue *queue;
    struct loop_timer *timer; /* active: the last write began less than a second ago */
    struct disk_job job;
    char *path;
    struct buffer earlier, next;
    struct buffer writing; /* the pool's while the job is busy, as is the result */
    struct err result;
    const char *loss; /* what a folder that cannot be written costs */
    bool unwritten;   /* `next` */
    bool hurried;     /* ... and does not wait for the second to end */
    int64_t failing_since_ms;
    void (*on_change)(void *ctx); /* NULL: nobody asks */
    void *change_ctx;
};

static void begin_write(struct state_file *f)
{
    if (!f->unwritten || disk_job_busy(&f->job) || (loop_timer_active(f->timer) && !f->hurried))
        return;
    struct buffer newest = f->next;
    f->next = f->writing;
    f->writing = newest;
    f->unwritten = f->hurried = false;
    loop_timer_start(f->timer, PAUSE_MS);
    disk_queue_add(f->queue, &f->job);
}

static void write_on_pool(void *ctx)
{
    struct state_file *f = ctx;
    f->result = file_replace(f->path, f->writing.data, f->writing.length);
}

static void log_change(const struct state_file *f)
{
    char text[128];
    if (f->failing_since_ms)
        log_event(LOG_WARN, "state.not_written",
                  LOG_WITH(log_text("error", err_describe(f->result, text, sizeof(text)))),
                  "STATE_DIR n'est pas accessible : %s ne survivra pas à un redémarrage complet", f->loss);
    else
        log_event(LOG_NOTICE, "state.written", NULL,
                  "STATE_DIR peut de nouveau être écrit : %s y est gardé(e)", f->loss);
}

/* The newest body is tried again, whether another one comes or not. */
static void put_back(struct state_file *f)
{
    if (!f->unwritten) {
        struct buffer newest = f->writing;
        f->writing = f->next;
        f->next = newest;
    }
    f->unwritten = true;
    f->hurried = false;
    loop_timer_start(f->timer, RETRY_MS);
}

static void written(void *ctx)
{
    struct state_file *f = ctx;
    bool failing = err_is(f->result), changed = failing != (f->failing_since_ms != 0);
    if (failing)
        put_back(f);
    if (changed) {
        f->failing_since_ms = failing ? clock_wall_ms() : 0;
        log_change(f);
    }
    if (changed && f->on_change)
        f->on_change(f->change_ctx);
    begin_write(f);
}

void state_file_suspect(struct state_file *f, int64_t failing_since_ms)
{
    f->failing_since_ms = failing_since_ms;
}

void state_file_watch(struct state_file *f, void (*on_change)(void *ctx), void *ctx)
{
    f->on_change = on_change;
    f->change_ctx = ctx;
}

int64_t state_file_failing_since_ms(const struct state_file *f)
{
    return f->failing_since_ms;
}

static void pause_over(void *ctx)
{
    begin_write(ctx);
}

void state_file_put(struct state_file *f, const char *body, size_t length)
{
    if (length > STATE_FILE_MOST)
        return;
    buffer_clear(&f->next);
    buffer_append(&f->next, body, length);
    f->unwritten = true;
    begin_write(f);
}

void state_file_hurry(struct state_file *f)
{
    f->hurried = f->unwritten;
    begin_write(f);
}

const struct buffer *state_file_earlier(const struct state_file *f)
{
    return &f->earlier;
}

void state_file_garbled(struct state_file *f)
{
    log_event(LOG_WARN, "state.garbled", LOG_WITH(log_text("path", f->path)),
              "Un fichier de STATE_DIR n'a pas de sens et n'est pas repris (%s) ; il sera remplacé. Si vous "
              "l'avez modifié à la main, remettez votre copie et redémarrez",
              f->loss);
}

static void read_earlier(struct state_file *f)
{
    char text[128];
    struct err e = file_read_regular(f->path, &f->earlier);
    if (!err_is(e)) {
        if (!f->earlier.length) /* a write that a crash of the machine cut: no body of ours is empty */
            state_file_garbled(f);
        return;
    }
    buffer_clear(&f->earlier);
    if (e.code == ENOENT ||
        e.code == ENOTDIR) /* the first day, or no folder: that is said when it is written */
        return;
    log_event(
        LOG_WARN, "state.unreadable",
        LOG_WITH(log_text("path", f->path), log_text("error", err_describe(e, text, sizeof(text)))),
        "Un fichier de STATE_DIR ne peut pas être lu, et n'est pas repris (%s). Vérifiez ses droits, et "
        "qu'aucun dossier ne porte ce nom",
        f->loss);
}

struct state_file *state_file_create(struct loop *loop, struct disk_queue *queue, const char *state_dir,
                                     const char *name, const char *loss)
{
    struct state_file *f = calloc(1, sizeof(*f));
    if (!f || asprintf(&f->path, "%s/%s", state_dir, name) < 0)
        abort();
    f->queue = queue;
    f->loss = loss;
    f->timer = loop_timer_create(loop, pause_over, f);
    f->job = (struct disk_job){.work = write_on_pool, .done = written, .ctx = f};
    buffer_init(&f->next, STATE_FILE_MOST);
    buffer_init(&f->writing, STATE_FILE_MOST);
    buffer_init(&f->earlier, STATE_FILE_MOST);
    read_earlier(f);
    return f;
}

void state_file_destroy(struct state_file **file)
{
    struct state_file *f = *file;
    if (!f)
        return;
    *file = NULL;
    loop_timer_destroy(&f->timer);
    buffer_free(&f->earlier);
    buffer_free(&f->next);
    buffer_free(&f->writing);
    free(f->path);
    free(f);
}
