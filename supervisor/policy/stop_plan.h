/* In which order the workers end, and how long each group of them may take: the whole within 10 s (CONTRACT
 * section 6). Pure. */
#ifndef VIGIE_STOP_PLAN_H
#define VIGIE_STOP_PLAN_H

#include "workers.h"

#include <stdbool.h>
#include <stdint.h>

#define STOP_WHOLE_MS 9500 /* whatever is left after this is abandoned */

/* The lowest stop_order (workers.def) among the workers that `left` still names; 0: none is left. */
unsigned stop_plan_group(const bool left[WORKERS]);
bool stop_plan_in_group(enum worker worker, unsigned group);

/* From STOP and SIGTERM to SIGKILL. */
uint64_t stop_plan_grace_ms(unsigned group);

#endif
