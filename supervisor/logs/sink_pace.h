/* Whether a sink that cannot follow is worth waiting for. One that is at work takes SINK_WORKS_BYTES within
 * SINK_STALLED_MS, however busy the machine is and however short its share of it; one that does not is
 * stalled: a disk or a reader that hangs, or is far too slow, until it has taken as much again. Pure: time
 * comes in. Embedded by its user; all zero at first, needs no cleanup. */
#ifndef VIGIE_SINK_PACE_H
#define VIGIE_SINK_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define SINK_STALLED_MS  1000
#define SINK_WORKS_BYTES (32 * 1024)

struct sink_pace {
    bool measures; /* since `since_ms`, when the sink had taken `taken_then` bytes */
    uint64_t since_ms, taken_then;
};

/* `crowded`: more waits for the sink than should. `taken`: bytes that it has taken in all, its queue drained
 * meanwhile included, so that a time that nobody looked at counts as well. */
bool sink_pace_at_work(struct sink_pace *p, bool crowded, uint64_t taken, uint64_t now_ms);

#endif
