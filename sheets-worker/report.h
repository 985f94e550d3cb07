/* What the courier has to report of the sheet and the outbox: numbers to the metrics, changes to the log. */
#ifndef VIGIE_REPORT_H
#define VIGIE_REPORT_H

#include "journal.h"
#include "metrics.h"
#include "reconcile.h"
#include "row_map.h"

#include <stdbool.h>

/* The sheet was read: its numbers; duplicates and retyped ids each when their number changed since `before`.
 */
void report_survey(struct metrics *metrics, const struct map_survey *before, const struct map_survey *now);
/* Returns how many rows wait. */
size_t report_outbox(struct metrics *metrics, struct journal *journal);
void report_tab_created(const char *title);
void report_tab_renamed(const char *title);
/* Rows that were aside for the same tab by another name. */
void report_brought_back(size_t rows);
void report_healed(struct metrics *metrics, size_t rows);
/* `cells`: where it would have been written, "" for a new row. */
void report_dead_letter(const struct waiting_row *culprit, const char *cells, const char *reason);

/* Rows did not stand in the sheet as accepted; a doubled row was cleared; one must be cleared by a person.
 */
void report_conflicts(size_t count, const char *first_key);
void report_cleared(uint64_t id, uint32_t place);
void report_twin_left(uint64_t id, uint32_t first_place, uint32_t place);

/* A read shows that many rows as they were before they were written, 0: it does not lag. *said: it did
 * before. */
void report_lag(bool *said, size_t rows);

/* A batch fell on rows that people had just moved there; what it fell on was put back. */
void report_moved(size_t rows, const char *first_key, uint32_t first_place);
void report_mended(size_t rows, uint32_t first_place);

/* More than can be kept: of people's rows (said again once they fit and then do not), of rows to be looked at
 * again (said once). */
void report_people_full(bool *said, bool full);
void report_unwatched(bool *said, size_t rows);

/* The hourly comparison: silent when all is as it was believed to be. */
void report_divergence(const struct divergence *divergence);

#endif
