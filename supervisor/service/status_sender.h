/* What the service is and counts: as a snapshot for the operator's commands, and in frames to the
 * health-server. Owned by the service. */
#ifndef VIGIE_STATUS_SENDER_H
#define VIGIE_STATUS_SENDER_H

#include "buffer.h"
#include "children.h"
#include "metrics.h"
#include "ordered_stop.h"
#include "snapshot_body.h"

struct reaper;

struct status_sender {
    const struct service_options *options;
    const struct children *children;
    const struct ordered_stop *stop;
    const struct reaper *reaper;
    const struct log_router *router;
    struct metrics metrics; /* the supervisor's own */
    uint64_t started_ms, memory_limit_bytes;
    int64_t started_wall_ms;
    struct buffer snapshot_body, metrics_body;
};

/* The start of the service is now. All pointers are borrowed; `reaper` comes later. */
void status_sender_init(struct status_sender *s, const struct service_options *options,
                        const struct children *children, const struct ordered_stop *stop,
                        const struct log_router *router);
void status_sender_fini(struct status_sender *s);

struct snapshot status_sender_snapshot(const struct status_sender *s);

/* To the health-server, if one is there to hear it. The numbers first: whoever sees a change finds its number
 * counted. */
void status_sender_send(struct status_sender *s);
void status_sender_send_snapshot(struct status_sender *s);

#endif
