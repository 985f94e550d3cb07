/* What is said of the outbox's disk: each change once in the log, METRIC_STATE_FAILING_SHEETS, and the words
 * for whoever is refused. */
#ifndef VIGIE_OUTBOX_LOG_H
#define VIGIE_OUTBOX_LOG_H

#include "journal.h"
#include "metrics.h"

struct outbox_log {
    struct metrics *metrics;                          /* borrowed */
    bool failing, unsettled, in_memory, not_lockable; /* as said last */
};

/* After each change of the journal's condition. */
void outbox_log_look(struct outbox_log *log, struct journal *journal);
/* Rows are parked for other targets; once, when the file was opened. */
void outbox_log_parked(size_t rows);

/* How rows.db of `folder` was found: the sheet as it was last seen, which is not kept if there is trouble. */
void outbox_log_rows(struct err trouble, bool moved_aside, const char *folder);

/* Why a row cannot be stored: French, a literal. */
const char *outbox_reason(struct err e);

#endif
