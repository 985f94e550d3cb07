/* What pages say of alerts, self-ping, heartbeats and free hours, as parts of other pages. Nothing where the
 * report holds none. */
#ifndef VIGIE_OUTBOUND_PARTS_H
#define VIGIE_OUTBOUND_PARTS_H

#include "buffer.h"
#include "report.h"

void detailed_alerts(struct buffer *out, const struct report *r); /* sections of /health/detailed */
void detailed_outreach(struct buffer *out, const struct report *r);
void metrics_alerts(struct buffer *out, const struct report *r); /* families of /metrics */

#endif
