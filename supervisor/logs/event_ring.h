/* The last log lines of level notice and above, for a health-server that starts anew. Fixed memory. */
#ifndef VIGIE_EVENT_RING_H
#define VIGIE_EVENT_RING_H

#include "log.h"

#include <stddef.h>

#define EVENT_RING_LINES 32

struct event_ring {
    size_t next, count;
    size_t lengths[EVENT_RING_LINES];
    char lines[EVENT_RING_LINES][LOG_LINE_MAX];
};

/* Longer lines than LOG_LINE_MAX are cut. */
void event_ring_add(struct event_ring *ring, const char *line, size_t length);
/* Oldest first. */
void event_ring_each(const struct event_ring *ring, void (*each)(void *ctx, const char *line, size_t length),
                     void *ctx);

#endif
