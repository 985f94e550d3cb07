/* `supervisor status`: the workers as a table for people, or as JSON for programs. Pure. */
#ifndef VIGIE_STATUS_REPORT_H
#define VIGIE_STATUS_REPORT_H

#include "buffer.h"
#include "snapshot_body.h"

/* French, one line per worker. */
void status_table(const struct snapshot *s, struct buffer *out);

/* {"workers":[{"name","pid","state","uptime_seconds","restarts","memory_bytes","last_heartbeat_age_ms":null
 * before the first}]} and a newline. */
void status_json(const struct snapshot *s, struct buffer *out);

#endif
