/* Rows of the outbox on their way into the sheet, one batch at a time, and what became of each. A step of the
 * sync. */
#ifndef VIGIE_WRITE_ROWS_H
#define VIGIE_WRITE_ROWS_H

#include "cache.h"
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
};

/* True: *request is the next batch. False: nothing has to be sent, or the sheet must be read again first. In
 * either case *ret_settled rows left the outbox, for the sheet showed that they had landed before. */
bool write_rows_fill(const struct write_rows *write, const struct api_place *place,
                     struct api_request *request, size_t *ret_settled);

struct step_result write_rows_answered(const struct write_rows *write, const struct step_reply *reply,
                                       uint64_t now_ms);

/* A predecessor died while a write was under way: of the rows that are loaded in `batch`. */
void write_rows_doubt(const struct write_rows *write, uint64_t now_ms);

#endif
