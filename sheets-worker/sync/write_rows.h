/* Rows of the outbox on their way into the sheet, one batch at a time, and what became of each. A step of the
 * sync. */
#ifndef VIGIE_WRITE_ROWS_H
#define VIGIE_WRITE_ROWS_H

#include "cache.h"
#include "in_doubt.h"
#include "last_rows.h"
#include "restore.h"
#include "step.h"
#include "sync_log.h"
#include "verify.h"
#include "write_batch.h"

/* The owners that a write needs; all borrowed. */
struct write_rows {
    struct journal *journal;
    struct last_rows *last_rows;
    struct cache *image; /* read, exact */
    struct write_batch *batch;
    struct verify *verify;
    struct restore *restore;
    struct sync_log *log;
    struct in_doubt *in_doubt;
};

/* Is there a batch? If not, nothing has to be sent, or the sheet must be read again first. In either case
 * *ret_settled rows left the outbox, for the sheet showed that they had landed before. */
bool write_rows_plan(const struct write_rows *write, size_t *ret_settled);
/* It is to leave: as in_doubt_depart. */
bool write_rows_depart(const struct write_rows *write, int64_t wall_ms);
/* It leaves; the map is the same. */
void write_rows_fill(const struct write_rows *write, const struct api_place *place,
                     struct api_request *request);

struct step_result write_rows_answered(const struct write_rows *write, const struct step_reply *reply,
                                       uint64_t now_ms);

/* A predecessor died while this was on its way. What Google confirmed last of its rows is known from the
 * image.
 */
void write_rows_inherit(const struct write_rows *write, uint64_t now_ms);
/* One without a disk: its batch was among the rows that are loaded in `batch`. */
void write_rows_inherit_unknown(const struct write_rows *write, uint64_t now_ms);

#endif
