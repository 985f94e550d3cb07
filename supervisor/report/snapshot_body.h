/* What the supervisor knows of its workers, as plain data, and its form for the health-server (SNAPSHOT). Pure.
 *
 * SNAPSHOT body:
 *   {"started_monotonic_ms", "started_wall_ms", "now_monotonic_ms", "demo": bool, "stopping": bool, "version", "commit",
 *    "config_error": French reason | null, "memory_limit_bytes": 0 if none,
 *    "workers": [{"name", "pid": 0 if none, "state": "starting|up|hung|waiting|stopped", "generation", "restarts",
 *                 "up_since_monotonic_ms": 0 if not READY, "last_heartbeat_monotonic_ms": 0 if none,
 *                 "last_exit": "signal 9 (Killed)" | "hung, signal 6 (Aborted)" | "status 70" | null,
 *                 "next_start_in_ms", "crash_loop": bool, "memory_bytes"}]}
 * CLOCK_MONOTONIC is the same in every process: the reader computes ages against its own clock. */
#ifndef VIGIE_SNAPSHOT_BODY_H
#define VIGIE_SNAPSHOT_BODY_H

#include "buffer.h"
#include "workers.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct worker_view {
    const char *name;
    int pid;
    const char *state;
    uint32_t generation;
    uint64_t restarts;
    uint64_t up_since_ms, last_heartbeat_ms; /* monotonic, 0: none */
    const char *last_exit;                   /* "" before the first */
    uint64_t next_start_in_ms;
    bool crash_loop;
    uint64_t memory_bytes;
};

struct snapshot {
    uint64_t started_monotonic_ms, now_ms;
    int64_t started_wall_ms;
    bool demo, stopping;
    const char *config_error; /* NULL: none */
    uint64_t memory_limit_bytes;
    size_t worker_count;
    struct worker_view workers[WORKERS];
};

void snapshot_write(const struct snapshot *s, struct buffer *out);

#endif
