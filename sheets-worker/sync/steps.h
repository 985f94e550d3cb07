/* Every request of the sync, by its state: what is sent, and which step takes the answer. Holds what the
 * steps share, each part of which is opened by its own file; knows nothing of what is next, of pauses, and of
 * the network. Embedded by the driver (sync.c). */
#ifndef VIGIE_STEPS_H
#define VIGIE_STEPS_H

#include "cache.h"
#include "duplicate.h"
#include "read_rows.h"
#include "restore.h"
#include "step.h"
#include "sync_log.h"
#include "target.h"
#include "verify.h"
#include "write_batch.h"

struct steps {
    struct journal *journal;     /* borrowed */
    struct last_rows *last_rows; /* borrowed */
    struct target target;        /* where the rows are */
    struct cache image;          /* what they were when they were last read */
    struct write_batch batch;    /* what is on its way there */
    struct verify *verify;       /* whether it arrived */
    struct duplicate duplicate;  /* ... twice */
    struct restore *restore;     /* ... on somebody else's row */
    struct sync_log log;
};

/* Borrows what `target` borrows, and the rest. */
void steps_init(struct steps *steps, const struct target *target, struct last_rows *last_rows,
                struct metrics *metrics);
void steps_free(struct steps *steps);

/* What a predecessor saw. `unanswered`: it may have left a write that nobody heard the answer of, of rows
 * that still wait. */
void steps_inherit(struct steps *steps, struct last_rows_found *take_found, bool unanswered, uint64_t now_ms,
                   int64_t wall_ms);

/* What is sent. False: nothing has to be. *ret_settled: so many rows left the outbox, for they had landed
 * before. */
bool steps_fill(struct steps *steps, enum sync_state state, uint64_t now_ms, struct api_request *request,
                size_t *ret_settled);

/* What came of it. `ret_comparison`: as in read_rows.h. */
struct step_result steps_take(struct steps *steps, enum sync_state state, const struct step_reply *reply,
                              const struct read_rows_when *when, enum read_comparison *ret_comparison);

#endif
