/* When a sample of the service is due, and what it holds. Pure; embedded by its user; all zero is a
 * beginning.
 *
 * Due is what the monotonic clock says: every 30 s, on the grid of the first sample, so that a look that
 * comes late moves none of those that follow; what was slept through is not made up, for nobody observed it.
 * The UTC time is only written beside it. So a clock that is set forward, back, or by a second of NTP neither
 * doubles a sample nor loses one. The grid goes on over a restart of this process and of the supervisor
 * (struct sampler_record), for the monotonic clock is the machine's; after a boot it begins anew. */
#ifndef VIGIE_SAMPLER_H
#define VIGIE_SAMPLER_H

#include "history_view.h"
#include "report.h"

#include <stdbool.h>
#include <stdint.h>

/* What the next health-server must know to go on. */
struct sampler_record {
    uint64_t sampled_ms; /* monotonic time of the last sample, 0: none */
    uint64_t life_ms;    /* start of the supervisor whose counters these are, monotonic */
    /* As they stood at the last sample. */
    double errors, reconnections, sheets_sum;
    uint64_t sheets_count;
};

struct sampler {
    struct sampler_record last;
};

/* Looks at the service as it is now. True: a sample was due, and stands in *ret_sample. Without any news of
 * the supervisor there is nothing to sample. */
bool sampler_look(struct sampler *s, const struct report *r, struct history_sample *ret_sample);

/* Goes on from what a predecessor recorded on this boot of the machine. */
void sampler_go_on(struct sampler *s, const struct sampler_record *record, uint64_t now_ms);

#endif
