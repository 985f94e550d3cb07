/* The history in ninety pieces. */
#include "page_slices.h"

void page_slices_read(struct page_slices *s, const struct report *r, enum page_period period)
{
    int64_t now_s = r->wall_ms / 1000;
    s->step_s = period == PERIOD_DAY ? 960 : 28800;
    s->from_s = now_s - now_s % s->step_s - (PAGE_SLICES - 1) * s->step_s;
    for (unsigned i = 0; i < PAGE_SLICES; i++) {
        int64_t began_s = s->from_s + i * s->step_s;
        s->seen[i] = history_view_span(r->history, period == PERIOD_DAY ? HISTORY_16_MIN : HISTORY_1_HOUR,
                                       began_s, began_s + s->step_s, &s->slices[i]);
    }
}
