/* A pretend loop and disk, in place of loop.c and disk_queue.c: time passes only when a test lets it, and the
 * disk works when the test lets it. For one test program each. */
#ifndef VIGIE_TEST_PRETEND_LOOP_H
#define VIGIE_TEST_PRETEND_LOOP_H

#include "disk_queue.h"
#include "loop.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- Time. */

struct loop {
    uint64_t now_ms;
};
struct loop_timer {
    struct loop_timer *next;
    void (*on_time)(void *ctx);
    void *ctx;
    uint64_t due_ms, every_ms;
    bool active;
};
static struct loop the_loop = {1000000};
static struct loop_timer *timers;

uint64_t loop_now_ms(const struct loop *loop)
{
    return loop->now_ms;
}

struct loop_timer *loop_timer_create(struct loop *loop, void (*on_time)(void *ctx), void *ctx)
{
    struct loop_timer *timer = calloc(1, sizeof(*timer));
    assert_ptr_equal(loop, &the_loop);
    assert_non_null(timer);
    *timer = (struct loop_timer){.next = timers, .on_time = on_time, .ctx = ctx};
    timers = timer;
    return timer;
}

void loop_timer_start(struct loop_timer *timer, uint64_t after_ms)
{
    timer->due_ms = the_loop.now_ms + after_ms;
    timer->every_ms = 0;
    timer->active = true;
}

void loop_timer_repeat(struct loop_timer *timer, uint64_t every_ms)
{
    loop_timer_start(timer, every_ms);
    timer->every_ms = every_ms;
}

void loop_timer_stop(struct loop_timer *timer)
{
    timer->active = false;
}

bool loop_timer_active(const struct loop_timer *timer)
{
    return timer->active;
}

void loop_timer_destroy(struct loop_timer **take_timer)
{
    for (struct loop_timer **at = &timers; *at; at = &(*at)->next)
        if (*at == *take_timer) {
            *at = (*take_timer)->next;
            free(*take_timer);
            *take_timer = NULL;
            return;
        }
}

/* ---- The disk. */

struct disk_queue {
    struct disk_queue *next;
    struct disk_job *first;
};
static struct disk_queue *queues;
static bool disk_stalls;

struct disk_queue *disk_queue_create(struct loop *loop)
{
    struct disk_queue *queue = calloc(1, sizeof(*queue));
    (void)loop;
    assert_non_null(queue);
    queue->next = queues;
    queues = queue;
    return queue;
}

void disk_queue_add(struct disk_queue *queue, struct disk_job *job)
{
    struct disk_job **last = &queue->first;
    assert_false(job->busy);
    while (*last)
        last = &(*last)->next;
    job->busy = true;
    *last = job;
}

static inline bool disk_runs_one(struct disk_queue *queue)
{
    struct disk_job *job = queue->first;
    if (!job)
        return false;
    queue->first = job->next;
    job->next = NULL;
    job->work(job->ctx);
    job->busy = false;
    job->done(job->ctx);
    return true;
}

bool disk_job_busy(const struct disk_job *job)
{
    return job->busy;
}

uint64_t disk_queue_running_ms(const struct disk_queue *queue)
{
    (void)queue;
    return 0;
}

void disk_queue_destroy(struct disk_queue **take_queue)
{
    struct disk_queue **at = &queues;
    while (disk_runs_one(*take_queue))
        ;
    while (*at != *take_queue)
        at = &(*at)->next;
    *at = (*take_queue)->next;
    free(*take_queue);
    *take_queue = NULL;
}

/* ---- Turning. */

static inline struct loop_timer *due_timer(void)
{
    struct loop_timer *first = NULL;
    for (struct loop_timer *timer = timers; timer; timer = timer->next)
        if (timer->active && timer->due_ms <= the_loop.now_ms && (!first || timer->due_ms < first->due_ms))
            first = timer;
    return first;
}

static inline bool turn_once(void)
{
    for (struct disk_queue *queue = queues; queue && !disk_stalls; queue = queue->next)
        if (disk_runs_one(queue))
            return true;
    struct loop_timer *timer = due_timer();
    if (!timer)
        return false;
    timer->active = timer->every_ms > 0;
    timer->due_ms += timer->every_ms;
    timer->on_time(timer->ctx);
    return true;
}

/* All that is due now. */
static inline void turn(void)
{
    unsigned turns = 0;
    while (turn_once())
        assert_true(turns++ < 1000); /* else it would never end */
}

static inline void pass(uint64_t ms)
{
    for (uint64_t end_ms = the_loop.now_ms + ms; the_loop.now_ms < end_ms;) {
        turn();
        uint64_t next_ms = end_ms;
        for (struct loop_timer *timer = timers; timer; timer = timer->next)
            if (timer->active && timer->due_ms < next_ms)
                next_ms = timer->due_ms;
        the_loop.now_ms = next_ms > the_loop.now_ms ? next_ms : the_loop.now_ms + 1;
    }
    turn();
}

static inline void reset_loop(void)
{
    the_loop.now_ms = 1000000;
    disk_stalls = false;
    assert_null(timers);
    assert_null(queues);
}

#endif
