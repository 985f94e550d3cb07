/* The last log lines of level notice and above, for a health-server that starts anew. Fixed memory. */
#ifndef VIGIE_EVENT_RING_H
#define VIGIE_EVENT_RING_H

#include "log.h"

#include <stddef.h>

#define EVENT_RING_LINES 32
#define EVENT_RING_BYTES ((size_t)4 * LOG_LINE_MAX)

_Static_assert(EVENT_RING_BYTES >= LOG_LINE_MAX, "any one line fits");

struct event_ring {
    size_t count, used;
    size_t lengths[EVENT_RING_LINES]; /* oldest first */
    char bytes[EVENT_RING_BYTES];     /* the lines, one behind the other */
};

/* The oldest go where there is no room. Longer lines than LOG_LINE_MAX are cut. */
void event_ring_add(struct event_ring *ring, const char *line, size_t length);
/* Oldest first. */
void event_ring_each(const struct event_ring *ring, void (*each)(void *ctx, const char *line, size_t length),
                     void *ctx);

#endif
