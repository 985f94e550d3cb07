/* Sends a worker's metrics at once and then every second, with what every process measures of itself: memory,
 * CPU, open descriptors, loop lag, errors logged. Owned by main. */
#ifndef VIGIE_REPORTER_H
#define VIGIE_REPORTER_H

#include "metrics.h"

struct loop;
struct reporter;
struct uplink;

/* `metrics` and `uplink` are borrowed until reporter_destroy. `uplink` NULL: measures only (the supervisor). */
struct reporter *reporter_create(struct loop *loop, struct uplink *uplink, struct metrics *metrics);
/* Send now, for a change that must be seen at once. */
void reporter_send(struct reporter *reporter);
void reporter_destroy(struct reporter **reporter);

#endif
