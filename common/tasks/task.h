/* The life of one background task: when it runs, when a run has failed, and when that is worth a word.
 * A run begins by a step that says `start` and ends when its owner reports it, or at its deadline. A failed
 * run is followed by another after a backoff, for ever: no task stays dead. Pure: time and randomness come
 * in, steps go out. Embedded by its user; needs no cleanup. */
#ifndef VIGIE_TASK_H
#define VIGIE_TASK_H

#include "backoff.h"
#include "task_table.h"

#include <stdbool.h>
#include <stdint.h>

#define TASK_ALERT_AT 3 /* failures in a row */

enum task_end {
    TASK_DONE,
    TASK_FAILED,
    TASK_SKIPPED, /* nothing could be tried, for a reason that is somebody else's: neither success nor failure */
};

/* What a person should hear. */
enum task_news {
    TASK_NO_NEWS,
    TASK_NEWS_FAILED, /* a run failed */
    TASK_NEWS_ALERT,  /* TASK_ALERT_AT in a row: once until it works again */
    TASK_NEWS_WORKS,  /* it works again; only after one of the others */
};

struct task {
    const struct task_row *row;
    enum { TASK_WAITING, TASK_RUNNING } phase;
    uint64_t due_ms;   /* WAITING: the next run. RUNNING: the deadline */
    unsigned failures; /* in a row */
    uint64_t failing_since_ms;
    enum task_news told; /* the last news of the present row of failures */
    struct backoff backoff;
};

struct task_step {
    bool start;             /* call the owner: a run has begun */
    bool failed, succeeded; /* a run has ended so */
    enum task_news news;
};

/* `row` is borrowed for ever. */
void task_init(struct task *task, const struct task_row *row, uint64_t now_ms);

/* What is due by now: a run begins, or the present one is given up. Once more after each `start`-less step. */
struct task_step task_tick(struct task *task, uint64_t now_ms, uint32_t random);

/* The owner reports. Of a CALLED task whose run was given up already: ignored, the next run will tell. */
struct task_step task_ended(struct task *task, enum task_end end, uint64_t now_ms, uint32_t random);

/* Something changed that the task is there for: its next run is due now. Not while one is under way. */
void task_soon(struct task *task, uint64_t now_ms);

#endif
