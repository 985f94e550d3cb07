/* The relay: frames between workers by the destination in their header, news of which worker is up, and the
 * retained state of each for its successor. Bodies are never read. Owned by the service. */
#ifndef VIGIE_RELAY_H
#define VIGIE_RELAY_H

#include "child.h"
#include "event_ring.h"
#include "limiter.h"
#include "retained_state.h"

struct relay {
    struct child *const *children; /* by worker; NULL: does not run here. The service's */
    struct retained_state states[WORKERS], metrics[WORKERS];
    struct event_ring events;
    struct limiter event_limit;
};

/* All zero but for this. */
void relay_init(struct relay *relay, struct child *const children[WORKERS]);

/* To a new instance: everything retained for it, WELCOME, which workers are up. */
void relay_welcome(struct relay *relay, struct child *child);

/* A frame that is not about living. */
void relay_frame(struct relay *relay, struct child *from, const struct frame *frame);

/* The others learn that `child` came up or went. */
void relay_announce(struct relay *relay, const struct child *child, bool up);

/* A log line for the health-server, now and for its successors. In a flood of lines only some are sent on, so
 * that there is room for the other frames that it needs. */
void relay_event(struct relay *relay, uint64_t now_ms, const char *line, size_t length);

#endif
