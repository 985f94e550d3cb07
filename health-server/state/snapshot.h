/* What health-server was last told: the supervisor's SNAPSHOT, and the METRICS of every program.
 * Plain values, embedded by its user, no cleanup. */
#ifndef VIGIE_SNAPSHOT_H
#define VIGIE_SNAPSHOT_H

#include "err.h"
#include "metrics.h"
#include "workers.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum worker_state {
    WORKER_UNKNOWN, /* the supervisor does not run it, or uses a word that we do not know */
    WORKER_STARTING,
    WORKER_UP,
    WORKER_HUNG,
    WORKER_WAITING, /* for its next start */
    WORKER_STOPPED,
};

/* All times are monotonic milliseconds, 0: never. */
struct worker_view {
    bool listed; /* the supervisor runs such a worker */
    enum worker_state state;
    bool crash_loop;
    int64_t pid;
    uint64_t restarts;
    uint64_t up_since_ms, last_heartbeat_ms, next_start_in_ms;
    uint64_t memory_bytes;
    char last_exit[64]; /* "signal 9 (Killed)", "hung, signal 6 (Aborted)", "" if it never ended */
};

struct supervisor_view {
    bool known; /* a SNAPSHOT has come */
    bool demo, stopping;
    uint64_t started_ms, taken_ms; /* monotonic */
    int64_t started_wall_ms;
    uint64_t memory_limit_bytes; /* of the cgroup, 0: none */
    char config_error[600];      /* French, "" if the configuration is good */
    struct worker_view workers[WORKERS];
};

struct program_metrics {
    struct metrics values;
    uint64_t received_ms; /* monotonic, 0: never */
};

struct snapshot {
    struct supervisor_view supervisor;
    struct program_metrics programs[WORKERS + 1]; /* by enum worker, the supervisor's own last */
};

void snapshot_init(struct snapshot *s);

/* A SNAPSHOT body. Malformed: ERR_SYNTAX, and what was known stays. Members that are missing read as 0 or "". */
struct err snapshot_read(struct snapshot *s, const char *body, size_t length);

/* A METRICS body of `from`. */
void snapshot_metrics(struct snapshot *s, enum worker from, const char *body, size_t length, uint64_t now_ms);

bool snapshot_heard(const struct snapshot *s, enum worker program);

/* Sum over the programs that own the metric; for a metric with one owner, its value. */
double snapshot_value(const struct snapshot *s, enum metric metric);
/* The same of what can only be a whole number; never below 0. */
uint64_t snapshot_count(const struct snapshot *s, enum metric metric);

/* Present memory of a worker: PSS as it measured it, or what the supervisor sees of one that does not measure
 * itself within 15 s; 0 before, and when it does not run, for what it last measured went with it. */
uint64_t snapshot_worker_memory_bytes(const struct snapshot *s, enum worker worker);
/* Of all processes, the supervisor's included. */
uint64_t snapshot_memory_bytes(const struct snapshot *s);
/* The supervisor started less than 15 s ago: programs may not have measured themselves yet. */
bool snapshot_is_young(const struct snapshot *s);
/* Every process has measured itself: before, the sum says nothing. */
bool snapshot_memory_is_known(const struct snapshot *s);

/* The gateway-worker is up, its numbers are fresh, and it says that the session is READY or RESUMED. */
bool snapshot_connected(const struct snapshot *s, uint64_t now_ms);

#endif
