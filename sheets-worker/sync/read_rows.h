/* A read of the whole tab: whether it can be believed, and what it shows to those who must know. A step of
 * the sync. */
#ifndef VIGIE_READ_ROWS_H
#define VIGIE_READ_ROWS_H

#include "cache.h"
#include "duplicate.h"
#include "in_doubt.h"
#include "journal.h"
#include "last_rows.h"
#include "restore.h"
#include "step.h"
#include "sync_log.h"
#include "verify.h"

/* The owners that a read needs; all borrowed. */
struct read_rows {
    struct journal *journal;
    struct last_rows *last_rows;
    struct cache *image;
    struct verify *verify;
    struct duplicate *duplicate;
    struct restore *restore;
    struct sync_log *log;
    struct in_doubt *in_doubt;
};

struct read_rows_when {
    uint64_t sent_ms, now_ms;
    int64_t wall_ms;
};

/* What the hourly comparison with the image before came to, if it was asked for. */
enum read_comparison {
    READ_NOT_COMPARED, /* the read is not believed */
    READ_COMPARED,
    READ_INCOMPARABLE, /* nothing was known for certain before */
};

/* SYNC_DONE: the image is what was read. `ret_comparison` NULL: no comparison is wanted; else written always.
 */
struct step_result read_rows_answered(const struct read_rows *read, const struct step_reply *reply,
                                      const struct read_rows_when *when,
                                      enum read_comparison *ret_comparison);

#endif
