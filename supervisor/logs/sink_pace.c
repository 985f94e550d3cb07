/* Bytes a second. */
#include "sink_pace.h"

bool sink_pace_at_work(struct sink_pace *p, bool crowded, uint64_t taken, uint64_t now_ms)
{
    if (!crowded || !p->measures || taken - p->taken_then >= SINK_WORKS_BYTES)
        *p = (struct sink_pace){.measures = crowded, .since_ms = now_ms, .taken_then = taken};
    return now_ms - p->since_ms < SINK_STALLED_MS;
}
