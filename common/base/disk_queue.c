/* A list of jobs; the first is on the pool. */
#include "disk_queue.h"

#include "clock.h"
#include "loop.h"

#include <assert.h>
#include <stdlib.h>
#include <uv.h>

struct disk_queue {
    struct loop *loop;
    uv_work_t on_pool;
    struct loop_timer *idle_timer; /* due at once: on_idle never runs inside the call that asked for it */
    struct disk_job *first, *last; /* the first is running */
    uint64_t began_ms;             /* ... since then, monotonic */
    void (*on_idle)(void *ctx);
    void *idle_ctx;
};

static void run_first(struct disk_queue *q);

static void tell_idle(void *ctx)
{
    struct disk_queue *q = ctx;
    void (*on_idle)(void *ctx) = q->on_idle;
    if (q->first || !on_idle)
        return; /* added meanwhile: told after that one */
    q->on_idle = NULL;
    on_idle(q->idle_ctx);
}

static void worked(uv_work_t *on_pool)
{
    const struct disk_queue *q = on_pool->data;
    q->first->work(q->first->ctx);
}

static void finished(uv_work_t *on_pool, int status)
{
    struct disk_queue *q = on_pool->data;
    struct disk_job *job = q->first;
    (void)status; /* nobody cancels */
    q->first = job->next;
    job->next = NULL;
    job->busy = false;
    if (q->first)
        run_first(q);
    job->done(job->ctx);
    if (!q->first && q->on_idle)
        loop_timer_start(q->idle_timer, 0);
}

static void run_first(struct disk_queue *q)
{
    q->began_ms = clock_monotonic_ms();
    if (uv_queue_work(loop_uv(q->loop), &q->on_pool, worked, finished) != 0)
        abort(); /* refused only for a NULL callback */
}

struct disk_queue *disk_queue_create(struct loop *loop)
{
    struct disk_queue *q = calloc(1, sizeof(*q));
    if (!q)
        abort();
    q->loop = loop;
    q->on_pool.data = q;
    q->idle_timer = loop_timer_create(loop, tell_idle, q);
    return q;
}

void disk_queue_add(struct disk_queue *q, struct disk_job *job)
{
    assert(!job->busy);
    job->busy = true;
    job->next = NULL;
    bool runs = q->first != NULL;
    if (runs)
        q->last->next = job;
    else
        q->first = job;
    q->last = job;
    if (!runs)
        run_first(q);
}

bool disk_job_busy(const struct disk_job *job)
{
    return job->busy;
}

uint64_t disk_queue_running_ms(const struct disk_queue *q)
{
    return q->first ? clock_monotonic_ms() - q->began_ms : 0;
}

void disk_queue_when_idle(struct disk_queue *q, void (*on_idle)(void *ctx), void *ctx)
{
    assert(!q->on_idle);
    q->on_idle = on_idle;
    q->idle_ctx = ctx;
    if (!q->first)
        loop_timer_start(q->idle_timer, 0);
}

void disk_queue_destroy(struct disk_queue **take_queue)
{
    struct disk_queue *q = *take_queue;
    if (!q)
        return;
    *take_queue = NULL;
    q->on_idle = NULL;
    while (q->first)
        uv_run(loop_uv(q->loop), UV_RUN_ONCE);
    loop_timer_destroy(&q->idle_timer);
    free(q);
}
