/* A list of jobs; the first is on the pool. What libuv needs for a job outlives the queue: it calls back on
 * the loop, and disk_queue_destroy does not turn the loop. */
#include "disk_queue.h"

#include "clock.h"
#include "loop.h"

#include <assert.h>
#include <stdlib.h>
#include <uv.h>

struct pool_turn {
    uv_work_t uv;
    uv_sem_t worked;          /* posted by the pool's thread after each job */
    struct loop *loop;        /* held while libuv owes us a callback */
    struct disk_queue *queue; /* NULL once destroyed */
    struct disk_job *job;
};

struct disk_queue {
    struct loop *loop;
    struct pool_turn *turn;
    struct loop_timer *idle_timer; /* due at once: on_idle never runs inside the call that asked for it */
    struct disk_job *first, *last; /* the first is running */
    uint64_t began_ms;             /* ... since then, monotonic */
    void (*on_idle)(void *ctx);
    void *idle_ctx;
    bool leaving;
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

static void worked(uv_work_t *uv)
{
    struct pool_turn *turn = uv->data;
    turn->job->work(turn->job->ctx);
    uv_sem_post(&turn->worked);
}

static void turn_free(struct pool_turn *turn)
{
    uv_sem_destroy(&turn->worked);
    free(turn);
}

static void end_first(struct disk_queue *q)
{
    struct disk_job *job = q->first;
    q->first = job->next;
    job->next = NULL;
    job->busy = false;
    if (q->first)
        run_first(q);
    job->done(job->ctx);
}

static void finished(uv_work_t *uv, int status)
{
    struct pool_turn *turn = uv->data;
    struct disk_queue *q = turn->queue;
    (void)status; /* nobody cancels */
    turn->job = NULL;
    loop_release(turn->loop);
    if (!q) {
        turn_free(turn);
        return;
    }
    uv_sem_wait(&turn->worked); /* posted already */
    end_first(q);
    if (!q->first && q->on_idle)
        loop_timer_start(q->idle_timer, 0);
}

static void run_first(struct disk_queue *q)
{
    struct pool_turn *turn = q->turn;
    if (q->leaving)
        return; /* disk_queue_destroy runs it */
    q->began_ms = clock_monotonic_ms();
    turn->job = q->first;
    loop_hold(turn->loop);
    if (uv_queue_work(loop_uv(q->loop), &turn->uv, worked, finished) != 0)
        abort(); /* refused only for a NULL callback */
}

struct disk_queue *disk_queue_create(struct loop *loop)
{
    struct disk_queue *q = calloc(1, sizeof(*q));
    struct pool_turn *turn = calloc(1, sizeof(*turn));
    if (!q || !turn || uv_sem_init(&turn->worked, 0) != 0)
        abort();
    turn->uv.data = turn;
    turn->loop = loop;
    turn->queue = q;
    q->loop = loop;
    q->turn = turn;
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
    q->leaving = true;
    if (q->first) {
        uv_sem_wait(&q->turn->worked);
        end_first(q);
    }
    while (q->first) {
        q->first->work(q->first->ctx);
        end_first(q);
    }
    q->turn->queue = NULL;
    if (!q->turn->job)
        turn_free(q->turn);
    loop_timer_destroy(&q->idle_timer);
    free(q);
}
