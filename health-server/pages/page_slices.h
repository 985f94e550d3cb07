/* Ninety equal pieces of the past, the newest of which holds now: what a row of bars and the charts are drawn
 * from. */
#ifndef VIGIE_PAGE_SLICES_H
#define VIGIE_PAGE_SLICES_H

#include "history_view.h"
#include "report.h"

#define PAGE_SLICES 90

enum page_period { PERIOD_DAY, PERIOD_MONTH };

struct page_slices {
    int64_t from_s, step_s; /* UTC second at which the first begins; 16 minutes or 8 hours */
    bool seen[PAGE_SLICES]; /* something was observed in it */
    struct history_slice slices[PAGE_SLICES]; /* of those that were seen */
};

/* r->history must be there. */
void page_slices_read(struct page_slices *s, const struct report *r, enum page_period period);

#endif
