/* Lines packed into one block; small enough to be moved up when the oldest goes. */
#include "event_ring.h"

#include "utf8.h"

#include <string.h>

static void drop_oldest(struct event_ring *ring)
{
    size_t length = ring->lengths[0];
    ring->used -= length;
    ring->count--;
    memmove(ring->bytes, ring->bytes + length, ring->used);
    memmove(ring->lengths, ring->lengths + 1, ring->count * sizeof(ring->lengths[0]));
}

void event_ring_add(struct event_ring *ring, const char *line, size_t length)
{
    if (length > LOG_LINE_MAX)
        length = utf8_prefix(line, length, LOG_LINE_MAX);
    while (ring->count == EVENT_RING_LINES || length > sizeof(ring->bytes) - ring->used)
        drop_oldest(ring);
    memcpy(ring->bytes + ring->used, line, length);
    ring->used += length;
    ring->lengths[ring->count++] = length;
}

void event_ring_each(const struct event_ring *ring, void (*each)(void *ctx, const char *line, size_t length),
                     void *ctx)
{
    size_t at = 0;
    for (size_t i = 0; i < ring->count; i++) {
        each(ctx, ring->bytes + at, ring->lengths[i]);
        at += ring->lengths[i];
    }
}
