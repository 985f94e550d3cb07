/* What pages show of the alerts (alerts_view.h), out of their memory. Pure. */
#ifndef VIGIE_ALERT_REPORT_H
#define VIGIE_ALERT_REPORT_H

#include "alert_memory.h"
#include "alerts_view.h"
#include "metrics.h"

/* Fills all but survives_stop. `metrics` holds the counts of what was sent. */
void alert_report(const struct alert_memory *memory, const struct metrics *metrics, struct alert_now now,
                  struct alerts_view *ret_view);

#endif
