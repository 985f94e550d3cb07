/* A copy of the longest waiting rows, so that a batch in flight does not depend on the journal. */
#ifndef VIGIE_LOAD_H
#define VIGIE_LOAD_H

#include "journal.h"
#include "plan.h"

struct load {
    struct waiting_row rows[PLAN_ROWS_MOST];
    size_t count;
};

/* Replaces what the load held by the PLAN_ROWS_MOST oldest rows, or fewer if they are long. */
void load_fill(struct load *load, struct journal *journal);
void load_free(struct load *load);

#endif
