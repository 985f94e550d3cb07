/* Runs disk work beside the loop: one job after the other on libuv's pool, so that no loop waits for an
 * fsync, a lock or a folder (CONVENTIONS, BLOCKING). A program has one queue for each thing that may not be
 * done twice at once, such as one SQLite connection or one folder of state files.
 *
 * A job is a struct of its owner's: adding it allocates nothing and cannot fail. While it is busy, `work`
 * alone may touch what it works on; the owner looks at the result in `done`. An owner that coalesces keeps
 * one job, adds it when it is idle, and in `done` adds it again if something has come meanwhile. */
#ifndef VIGIE_DISK_QUEUE_H
#define VIGIE_DISK_QUEUE_H

#include <stdbool.h>
#include <stdint.h>

struct disk_queue;
struct loop;

struct disk_job {
    void (*work)(
        void *ctx); /* on a thread of the pool: may block for seconds; may not touch the loop or log */
    void (*done)(void *ctx); /* on the loop's thread, afterwards; may add this job or another one */
    void *ctx;
    struct disk_job *next; /* the queue's own, as is the rest; zero at first */
    bool busy;
};

/* The loop is borrowed. Never NULL: aborts without memory. */
struct disk_queue *disk_queue_create(struct loop *loop);

/* Behind those that wait. The job must not be busy, and must live until its `done`. */
void disk_queue_add(struct disk_queue *queue, struct disk_job *job);

/* From disk_queue_add until just before `done`. */
bool disk_job_busy(const struct disk_job *job);

/* How long the job that runs now has been running, 0 if none runs. Milliseconds. */
uint64_t disk_queue_running_ms(const struct disk_queue *queue);

/* Calls `on_idle` once, from the loop, when no job is left: for an ordered stop. At most one may wait. */
void disk_queue_when_idle(struct disk_queue *queue, void (*on_idle)(void *ctx), void *ctx);

/* Blocks until every job that was added is done, for as long as the disk takes, then frees the queue; only
 * for a program that ends. The loop does not turn: nothing but the jobs' own `done` is called, so that what
 * else the owner has torn down already hears of nothing any more. Accepts NULL. */
void disk_queue_destroy(struct disk_queue **queue);

#endif
