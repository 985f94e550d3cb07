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
#include "write_rows.h"

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
    struct in_doubt in_doubt; /* what Google may carry out yet, as it is written down */
};

/* Borrows what `target` borrows, and the rest. */
void steps_init(struct steps *steps, const struct target *target, struct last_rows *last_rows,
                struct metrics *metrics);
void steps_free(struct steps *steps);

/* What a predecessor saw, and what it sent and never heard the answer of; of that, `unanswered` tells where
 * nothing was written down: of rows that still wait. Returns how long ago it sent, at least, UINT64_MAX:
 * nothing that is written down may still land. */
uint64_t steps_inherit(struct steps *steps, struct last_rows_found *take_found, bool unanswered,
                       uint64_t now_ms, int64_t wall_ms);

enum departure {
    DEPARTURE_NONE, /* nothing has to be sent, or the sheet must be read again first */
    DEPARTURE_WAITS,
    DEPARTURE_RECORDED,
};
/* What is to leave after `state`, one that records, on its way to our disk. DEPARTURE_WAITS: `on_recorded` is
 * called, never from inside, once it is there, or the disk does not take it; DEPARTURE_RECORDED: it is there
 * as it is. *ret_settled: as in write_rows.h. */
enum departure steps_record(struct steps *steps, enum sync_state state, int64_t wall_ms, size_t *ret_settled,
                            void (*on_recorded)(void *ctx), void *ctx);
/* A batch is, but too late: the next one is of the same rows. */
void steps_hold(struct steps *steps);

/* What is sent. */
void steps_fill(struct steps *steps, enum sync_state state, uint64_t now_ms, struct api_request *request);

/* What came of it. `ret_comparison`: as in read_rows.h. */
struct step_result steps_take(struct steps *steps, enum sync_state state, const struct step_reply *reply,
                              const struct read_rows_when *when, enum read_comparison *ret_comparison);

#endif
