/* What operators read of the day's IDENTIFYs: how many are left, and that none is sent any more. Called
 * whenever either may have changed; says a change once. */
#ifndef VIGIE_IDENTIFY_REPORT_H
#define VIGIE_IDENTIFY_REPORT_H

#include "identify_budget.h"
#include "metrics.h"

void identify_report(struct metrics *metrics, struct identify_budget *budget, int64_t wall_ms);

#endif
