/* A rolling restart: several workers restarted one after the other, the next only when the one before is up
 * again. However often that is asked for, a worker is restarted three times in a row at most, and then once
 * in ROLLING_SPACE_MS: sixty changes of the settings in a second are one restart that is owed, not sixty
 * dials to Discord. Pure: the service restarts and looks; this says who is next. Embedded in the service; all
 * zero is "none". */
#ifndef VIGIE_ROLLING_H
#define VIGIE_ROLLING_H

#include "workers.h"

#include <stdbool.h>
#include <stdint.h>

/* From asking a worker to end until its successor must be up. More than its grace and its boot time. */
#define ROLLING_PATIENCE_MS 90000

#define ROLLING_BURST    3
#define ROLLING_SPACE_MS 5000

struct rolling {
    bool waiting[WORKERS];
    uint64_t paid_ms[WORKERS]; /* its restarts, spaced out, have used up the time until then (monotonic) */
    bool busy;                 /* `worker` is being restarted */
    enum worker worker;        /* ... */
    uint32_t generation;       /* ... that it had before */
    uint64_t until_ms;         /* ... it must be up again, monotonic */
};

enum rolling_step {
    ROLLING_NOTHING, /* nobody waits, or the one that is being restarted is not up yet, or it is too early */
    ROLLING_RESTART, /* restart *ret_worker now, then call rolling_restarted */
    ROLLING_OVER,    /* the last one is up; said once */
    ROLLING_FAILED,  /* *ret_worker did not come up in time: `waiting` names those that are left alone. Then
                        call rolling_give_up */
};

/* The worker is restarted in its turn: again, if it is being restarted right now. */
void rolling_add(struct rolling *r, enum worker worker);

/* `up_generation`: of the worker that is being restarted, 0 while it is not up. */
enum rolling_step rolling_next(struct rolling *r, uint32_t up_generation, uint64_t now_ms,
                               enum worker *ret_worker);

/* Nobody waits any more, nor is being restarted. */
void rolling_give_up(struct rolling *r);

/* `generation`: of the instance that was asked to end. */
void rolling_restarted(struct rolling *r, enum worker worker, uint32_t generation, uint64_t now_ms);

#endif
