/* The star's middle: frames between workers by the header's destination, news of who is up, and what is kept
 * for whoever starts anew. Bodies are never read. Owned by the service. */
#ifndef VIGIE_STAR_H
#define VIGIE_STAR_H

#include "child.h"
#include "event_ring.h"
#include "keepsakes.h"
#include "limiter.h"

struct star {
    struct child *children[WORKERS]; /* NULL: does not run here. The service's */
    struct keepsakes keepsakes;
    struct event_ring events;
    struct limiter event_pace;
};

/* All zero but for this. */
void star_init(struct star *star);

/* To a new instance: everything kept, WELCOME, who is up. */
void star_hand_over(struct star *star, struct child *child);

/* A frame that is not about living. */
void star_frame(struct star *star, struct child *from, const struct frame *frame);

/* The others learn that `child` came up or went. */
void star_announce(struct star *star, const struct child *child, bool up);

/* A log line for the health-server, now and for its successors. In a flood of lines only some are sent on, so
 * that the rest of what it must hear finds room. */
void star_event(struct star *star, uint64_t now_ms, const char *line, size_t length);

#endif
