/* Since when: the moments of the past that the verdict and the pages need and that no single report tells.
 * Pure. Embedded by its user; all zero is a beginning. Survives this process by the KEEP body. */
#ifndef VIGIE_TIMELINE_H
#define VIGIE_TIMELINE_H

#include "json_writer.h"
#include "snapshot.h"

#include <stdint.h>

struct json_value;

struct timeline {
    /* Monotonic milliseconds, 0: never. */
    uint64_t last_connected_ms;    /* the Gateway session was READY or RESUMED then */
    uint64_t banned_since_ms;      /* 0 too when no ban holds */
    uint64_t last_sheets_known_ms; /* sheets-worker was up and knew how Google answers */
    /* UTC */
    int64_t last_heartbeat_s; /* newest heartbeat ACK that any gateway-worker told */
    int64_t banned_until_s;   /* what Discord asked for, 0: no ban */
    /* The status that was last shown, and since when (UTC, 0: none yet). */
    int status;
    int64_t status_since_ms;
};

/* Looks at what is known now. */
void timeline_look(struct timeline *t, const struct snapshot *s, uint64_t now_ms, int64_t wall_ms);

/* The status is `status`. */
void timeline_status(struct timeline *t, int status, int64_t wall_ms);

/* One JSON object as the next value; and back. */
void timeline_write(const struct timeline *t, struct json_writer *w);
void timeline_read(struct timeline *t, const struct json_value *json);

#endif
