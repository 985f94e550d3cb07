/* Is the memory of all processes together too high? With a margin on the way back, so that a figure that
 * hovers at the limit is one event and not one a second. Pure, embedded by its user. */
#ifndef VIGIE_MEMORY_WATCH_H
#define VIGIE_MEMORY_WATCH_H

#include <stdbool.h>
#include <stdint.h>

enum memory_level { MEMORY_FINE, MEMORY_HIGH, MEMORY_CRITICAL };

struct memory_limits {
    uint64_t warn_bytes, critical_bytes;
};

/* What was asked for, but never over 75 % and 90 % of the cgroup limit (0: none): there the kernel kills
 * before anybody is warned. */
struct memory_limits memory_limits_within(struct memory_limits wanted, uint64_t cgroup_bytes);

struct memory_watch {
    enum memory_level level;
};

/* One more sample. True when the level rose: worth a log line. */
bool memory_watch_sample(struct memory_watch *watch, const struct memory_limits *limits, uint64_t bytes);

#endif
