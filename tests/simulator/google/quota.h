/* One per-minute quota, as a fixed window (refilled at each full minute) or a sliding one. Pure. Zero it to
 * begin. */
#ifndef VIGIE_SIM_QUOTA_H
#define VIGIE_SIM_QUOTA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { QUOTA_MAX = 1000, QUOTA_WINDOW_MS = 60000 };

struct quota {
    uint64_t taken_ms[QUOTA_MAX]; /* ring of the last calls that were let through */
    size_t next, count;
    uint64_t refused;
};

/* May a call pass? `per_minute` 0: always; more than QUOTA_MAX counts as QUOTA_MAX. A refused call costs
 * nothing. */
bool quota_take(struct quota *q, unsigned per_minute, bool sliding, uint64_t now_ms);

#endif
