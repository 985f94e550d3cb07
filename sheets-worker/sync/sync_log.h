/* What the sync has to say of the sheet and the outbox: numbers to the metrics, changes to the log. Owned by
 * the sync. */
#ifndef VIGIE_SYNC_LOG_H
#define VIGIE_SYNC_LOG_H

#include "journal.h"
#include "metrics.h"
#include "reconcile.h"
#include "row_map.h"

#include <stdbool.h>

struct sync_log {
    struct metrics *metrics;               /* borrowed */
    bool foreign_full, unwatched, lagging; /* as said last */
};

/* The outbox as it stands; returns how many rows wait. */
size_t sync_log_outbox(const struct sync_log *log, const struct journal *journal);
/* The sheet was read: its numbers; duplicates and retyped ids each when their number changed since `before`,
 * NULL: nothing was known. */
void sync_log_survey(const struct sync_log *log, const struct row_map *before, const struct row_map *now);

void sync_log_tab_renamed(const char *title);
/* The tab that held the rows is gone, and another one bears the name of the settings. */
void sync_log_tab_replaced(const char *title);
/* Rows that were parked for the same tab by another name. */
void sync_log_brought_back(size_t rows);

/* Google took a batch: `landed` of `count` rows met their places, `normalised`
 * retyped ids were put right. The rest fell on rows that people had just moved there. */
void sync_log_batch(const struct sync_log *log, size_t count, size_t landed, size_t normalised);
void sync_log_moved(const struct sync_log *log, size_t rows, const char *first_key, uint32_t first_place);
/* Rows that stood in the sheet as accepted, so that nothing was sent. */
void sync_log_settled(const struct sync_log *log, size_t rows);
/* `cells`: where it would have been written, "" for a new row. */
void sync_log_dead_letter(const struct sync_log *log, const struct waiting_row *culprit, const char *cells,
                          const char *reason);
/* Google took it again and again, and the sheet does not show it. */
void sync_log_never_stays(const struct sync_log *log, const struct row *row, const char *cells);

/* Rows did not stand in the sheet as accepted; a doubled row was cleared; one must be cleared by a person. */
void sync_log_conflicts(const struct sync_log *log, size_t count, const char *first_key);
/* A ticket's rows say different things: the first one is to say it all. */
void sync_log_merged(uint64_t id, uint32_t first_place, uint32_t place);
void sync_log_cleared(const struct sync_log *log, uint64_t id, uint32_t place);
void sync_log_duplicate_left(uint64_t id, uint32_t first_place, uint32_t place);

/* A read shows that many rows as they were before they were written, 0: it does not lag. */
void sync_log_lag(struct sync_log *log, size_t rows);
/* Rows of other people are as they were before a batch fell on them. */
void sync_log_restored(const struct sync_log *log, size_t rows, uint32_t first_place);
/* Cells of ours were taken out of rows in which nothing was known to stand. */
void sync_log_emptied(const struct sync_log *log, size_t rows, const char *cells);
/* A batch fell on rows that nobody knew; they are not put back. */
void sync_log_overwritten(size_t rows, const char *cells);

/* More than can be kept: of foreign rows (said again once they fit and then do not), of rows to be looked at
 * again (said once). */
void sync_log_foreign_full(struct sync_log *log, bool full);
void sync_log_unwatched(struct sync_log *log, size_t rows);

/* The hourly comparison: silent when all is as it was believed to be. */
void sync_log_divergence(const struct sync_log *log, const struct divergence *divergence);

#endif
