/* One batch on its way: what was loaded from the journal, what was planned of it, and what its fate means for
 * the journal and the image of the sheet. No network here. Owned by its user. */
#ifndef VIGIE_FLUSH_H
#define VIGIE_FLUSH_H

#include "load.h"
#include "plan.h"
#include "requests.h"

struct flush {
    struct load load;
    struct plan plan;
    struct batch_size size;
};

void flush_free(struct flush *flush);

/* Loads and plans; settles what the sheet holds already, *ret_settled rows. PLAN_NOTHING: *request is not
 * written. */
enum plan_kind flush_prepare(struct flush *flush, struct journal *journal, const struct row_map *map,
                             const struct api_place *place, struct api_request *request, size_t *ret_settled);

/* Google confirmed the batch: what met its own row leaves the journal and enters the image; the rest fell on
 * other rows and waits on. met[i] for batch[i]; returns how many met. */
size_t flush_landed(struct flush *flush, struct journal *journal, struct row_map *map, const bool *met);

/* Google refused something in the batch. The culprit is buried with `reason` and handed out once it stands
 * alone, else NULL: the next batch is smaller. */
const struct waiting_row *flush_refused(struct flush *flush, struct journal *journal, const char *reason);

#endif
