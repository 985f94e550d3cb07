/* A ring of lines. */
#include "event_ring.h"

#include "utf8.h"

#include <string.h>

void event_ring_add(struct event_ring *ring, const char *line, size_t length)
{
    if (length > LOG_LINE_MAX)
        length = utf8_prefix(line, length, LOG_LINE_MAX);
    memcpy(ring->lines[ring->next], line, length);
    ring->lengths[ring->next] = length;
    ring->next = (ring->next + 1) % EVENT_RING_LINES;
    ring->count += ring->count < EVENT_RING_LINES;
}

void event_ring_each(const struct event_ring *ring, void (*each)(void *ctx, const char *line, size_t length),
                     void *ctx)
{
    size_t first = ring->next + EVENT_RING_LINES - ring->count;
    for (size_t i = 0; i < ring->count; i++) {
        size_t slot = (first + i) % EVENT_RING_LINES;
        each(ctx, ring->lines[slot], ring->lengths[slot]);
    }
}
