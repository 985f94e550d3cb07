/* A queue, a mutex around it, a condition for each side. */
#include "log_writer.h"

#include "line_queue.h"
#include "sink_pace.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>
#include <uv.h>

/* The room between the two is for what does not wait: the supervisor's own lines, the last words of workers
 * that die at once (64 KB each), and whatever comes until a sink that hangs counts as stalled. */
#define QUEUE_BYTES   ((size_t)512 * 1024)
#define CROWDED_BYTES ((size_t)64 * 1024)
#define STACK_BYTES   ((size_t)64 * 1024)
#define MS_IN_NS      UINT64_C(1000000)

struct log_writer {
    const struct log_sink *sink;
    void *ctx;
    uv_thread_t thread;
    uv_mutex_t mutex; /* guards what follows; never held while the sink writes */
    uv_cond_t work, ended_now;
    struct line_queue queue;
    uint64_t taken; /* bytes that have left the queue */
    size_t longest; /* the queue was, since it last was empty */
    bool asked_to_end, ended;
    bool abandoned;        /* nobody waits for the thread any more: it frees all this when it ends */
    struct sink_pace pace; /* the loop's own */
    char bytes[QUEUE_BYTES];
};

/* A queue that was once long keeps no memory for that. */
static void give_back_pages(struct log_writer *w)
{
    if (!line_queue_empty(&w->queue))
        return;
    if (w->longest > 2 * CROWDED_BYTES) {
        uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
        uintptr_t begin = ((uintptr_t)w->bytes + page - 1) / page * page;
        uintptr_t end = (uintptr_t)(w->bytes + QUEUE_BYTES) / page * page;
        (void)madvise((void *)begin, end - begin, MADV_DONTNEED);
    }
    w->longest = 0;
}

/* The oldest line, if one waits; else waits for one. False: none is left, and none will come. */
static bool next_line(struct log_writer *w, struct queued_line *head, char *line, bool *ret_last)
{
    uv_mutex_lock(&w->mutex);
    while (line_queue_empty(&w->queue) && !w->asked_to_end)
        uv_cond_wait(&w->work, &w->mutex);
    size_t before = w->queue.used;
    bool taken = line_queue_take(&w->queue, head, line);
    w->taken += before - w->queue.used;
    give_back_pages(w);
    *ret_last = line_queue_empty(&w->queue);
    uv_mutex_unlock(&w->mutex);
    return taken;
}

static void free_writer(struct log_writer *w)
{
    uv_cond_destroy(&w->work);
    uv_cond_destroy(&w->ended_now);
    uv_mutex_destroy(&w->mutex);
    free(w);
}

static void run(void *ctx)
{
    struct log_writer *w = ctx;
    struct queued_line head;
    char line[LOG_LINE_MAX];
    bool last;
    if (w->sink->begin)
        w->sink->begin(w->ctx);
    while (next_line(w, &head, line, &last)) {
        if (head.lost)
            w->sink->lost(w->ctx, head.lost);
        if (head.length)
            w->sink->write(w->ctx, head.tag, line, head.length);
        if (last)
            w->sink->flush(w->ctx);
    }
    if (w->queue.unsaid) /* nobody puts any more */
        w->sink->lost(w->ctx, w->queue.unsaid);
    w->sink->flush(w->ctx);
    uv_mutex_lock(&w->mutex);
    w->ended = true;
    bool abandoned = w->abandoned;
    uv_cond_signal(&w->ended_now);
    uv_mutex_unlock(&w->mutex);
    if (abandoned)
        free_writer(w);
}

/* Signals are the loop's: the thread is born with all of them blocked. */
static int start_thread(struct log_writer *w)
{
    static const uv_thread_options_t OPTIONS = {.flags = UV_THREAD_HAS_STACK_SIZE, .stack_size = STACK_BYTES};
    sigset_t all, before;
    sigfillset(&all);
    int refused = pthread_sigmask(SIG_SETMASK, &all, &before);
    if (refused) /* `before` says nothing then */
        return -refused;
    int rc = uv_thread_create_ex(&w->thread, &OPTIONS, run, w);
    if (pthread_sigmask(SIG_SETMASK, &before, NULL) != 0)
        abort(); /* deaf to SIGTERM for ever else */
    return rc;
}

struct err log_writer_create(const struct log_sink *sink, void *ctx, struct log_writer **ret_writer)
{
    /* Not calloc: the pages of the queue are touched when they are needed. */
    struct log_writer *w = malloc(sizeof(*w));
    if (!w)
        return err_make(ERR_SYSTEM, "log_writer", ENOMEM);
    w->sink = sink;
    w->ctx = ctx;
    w->asked_to_end = w->ended = w->abandoned = false;
    w->taken = w->longest = 0;
    w->pace = (struct sink_pace){0};
    line_queue_init(&w->queue, w->bytes, sizeof(w->bytes));
    if (uv_mutex_init(&w->mutex) != 0 || uv_cond_init(&w->work) != 0 || uv_cond_init(&w->ended_now) != 0)
        abort(); /* glibc has nothing to allocate for these */
    int rc = start_thread(w);
    if (rc != 0) {
        free_writer(w);
        return err_make(ERR_SYSTEM, "log_writer.thread", -rc);
    }
    *ret_writer = w;
    return ERR_OK;
}

void log_writer_put(struct log_writer *w, uint32_t tag, const char *line, size_t length)
{
    uv_mutex_lock(&w->mutex);
    (void)line_queue_put(&w->queue, tag, line, length); /* no room: counted there */
    if (w->queue.used > w->longest)
        w->longest = w->queue.used;
    uv_cond_signal(&w->work);
    uv_mutex_unlock(&w->mutex);
}

/* Marks do not pile up behind a sink that stalls. */
void log_writer_wake(struct log_writer *w)
{
    uv_mutex_lock(&w->mutex);
    if (line_queue_empty(&w->queue) || w->queue.unsaid > 0)
        (void)line_queue_put(&w->queue, 0, "", 0);
    uv_cond_signal(&w->work);
    uv_mutex_unlock(&w->mutex);
}

void log_writer_say_losses(struct log_writer *w)
{
    uv_mutex_lock(&w->mutex);
    bool due = w->queue.unsaid > 0;
    uv_mutex_unlock(&w->mutex);
    if (due)
        log_writer_wake(w);
}

bool log_writer_crowded(struct log_writer *w)
{
    uv_mutex_lock(&w->mutex);
    bool crowded = w->queue.used > CROWDED_BYTES;
    uint64_t taken = w->taken;
    uv_mutex_unlock(&w->mutex);
    return sink_pace_at_work(&w->pace, crowded, taken, uv_hrtime() / MS_IN_NS) && crowded;
}

uint64_t log_writer_dropped(struct log_writer *w)
{
    uv_mutex_lock(&w->mutex);
    uint64_t dropped = w->queue.dropped;
    uv_mutex_unlock(&w->mutex);
    return dropped;
}

bool log_writer_end(struct log_writer **take_writer, uint64_t patience_ms)
{
    struct log_writer *w = *take_writer;
    if (!w)
        return true;
    *take_writer = NULL;
    uint64_t until_ns = uv_hrtime() + patience_ms * MS_IN_NS, now_ns;
    uv_mutex_lock(&w->mutex);
    w->asked_to_end = true;
    uv_cond_signal(&w->work);
    while (!w->ended && (now_ns = uv_hrtime()) < until_ns)
        (void)uv_cond_timedwait(&w->ended_now, &w->mutex, until_ns - now_ns);
    bool ended = w->ended;
    w->abandoned = !ended;
    if (!ended)
        (void)pthread_detach(w->thread);
    uv_mutex_unlock(&w->mutex);
    if (!ended)
        return false;
    uv_thread_join(&w->thread);
    free_writer(w);
    return true;
}
