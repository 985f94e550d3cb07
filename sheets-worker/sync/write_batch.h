/* One batch on its way: the rows that were loaded from the journal, copied, so that it depends on nobody;
 * what was planned of them; and what its fate means for the journal and the image of the sheet. No network
 * here. Embedded by its user, zero it first. */
#ifndef VIGIE_WRITE_BATCH_H
#define VIGIE_WRITE_BATCH_H

#include "in_doubt.h"
#include "oldest_rows.h"
#include "plan.h"
#include "requests.h"

struct write_batch {
    struct oldest_rows loaded;
    struct plan plan; /* borrows from `loaded` */
    struct batch_size size;
    bool held; /* `loaded` is not loaded anew */
};

void write_batch_free(struct write_batch *batch);

/* Loads and plans; settles what the sheet holds already, *ret_settled rows. */
enum plan_kind write_batch_plan(struct write_batch *batch, struct journal *journal, const struct row_map *map,
                                size_t *ret_settled);
/* The next plan is of the same rows, whatever waits by then: they are written down already. */
void write_batch_hold(struct write_batch *batch);
/* What was planned, as long as the map is the same; not PLAN_NOTHING. */
void write_batch_fill(const struct write_batch *batch, const struct api_place *place,
                      struct api_request *request);

/* The same, to be written down before it leaves; returns how many. */
size_t write_batch_departure(const struct write_batch *batch, struct sent_row rows[PLAN_ROWS_MAX]);

/* Does the answer say that it was written? met[i]: batch[i] stood where it was written; else fell_on[i] is
 * the cell_typed_hash of column A of the row that did. False: nobody knows what became of the batch. */
bool write_batch_read(const struct write_batch *batch, const char *body, size_t length,
                      bool met[PLAN_ROWS_MAX], uint64_t fell_on[PLAN_ROWS_MAX]);

/* Google confirmed the batch: what met its own row leaves the journal and enters the image; the rest fell on
 * other rows and waits on. Returns how many met. */
size_t write_batch_landed(struct write_batch *batch, struct journal *journal, struct row_map *map,
                          const bool *met);

/* Google refused something in the batch. The culprit is buried with `reason` and handed out once it stands
 * alone, else NULL: the next batch is smaller. */
const struct waiting_row *write_batch_refused(struct write_batch *batch, struct journal *journal,
                                              const char *reason);

#endif
