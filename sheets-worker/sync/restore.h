/* Rows of other people that a write of ours fell on, because somebody moved rows between our read and our
 * write: found by comparing what stands there with what stood there (foreign_rows.h, docs/decisions/0011),
 * and put back as they were. A step of the sync. One owner. */
#ifndef VIGIE_RESTORE_H
#define VIGIE_RESTORE_H

#include "foreign_rows.h"
#include "in_doubt.h"
#include "journal.h"
#include "last_rows.h"
#include "requests.h"
#include "row_map.h"
#include "step.h"
#include "sync_log.h"

struct restore;

/* `take_foreign`: the rows as a predecessor knew them, NULL: nothing is known. Never NULL. */
struct restore *restore_create(struct foreign_rows **take_foreign);
/* Accepts NULL. */
void restore_destroy(struct restore **restore);

/* What a predecessor sent, and where to. */
void restore_inherit(struct restore *restore, const struct in_doubt *in_doubt);
/* A predecessor without a disk may have sent these rows, nobody knows where to, and they may still land. */
void restore_inherit_unknown(struct restore *restore, const struct waiting_row *rows, size_t count,
                             uint64_t now_ms);
/* A batch leaves for these places. */
void restore_note_batch(struct restore *restore, const struct api_update *updates, size_t count);

/* What a read shows, and what was known before it. */
struct restore_view {
    const struct row_map *before, *now; /* ours; `before` NULL: nothing was known */
    struct last_rows *last_rows; /* keeps the foreign rows for a successor, before the next write leaves */
    struct sync_log *log;
    struct in_doubt *in_doubt; /* cells that went astray may since have been moved anywhere */
    uint64_t now_ms;
};
void restore_look(struct restore *restore, const struct restore_view *view,
                  struct foreign_rows **take_foreign);

/* How many rows are to be put back? */
size_t restore_wanted(const struct restore *restore);
/* They are to leave: as in_doubt_depart. */
bool restore_depart(const struct restore *restore, struct in_doubt *in_doubt, int64_t wall_ms);
void restore_fill(struct restore *restore, const struct api_place *place, uint64_t now_ms,
                  struct api_request *request);
struct step_result restore_answered(const struct restore *restore, struct in_doubt *in_doubt,
                                    const struct sync_log *log, const struct step_reply *reply);

#endif
