/* Retained state: what each worker leaves for its next instance, its last KEEP and its last METRICS. Bytes
 * that are never read here. Fixed memory: a body that is larger than its place is refused. Embedded by the
 * relay; all zero is empty. */
#ifndef VIGIE_RETAINED_STATE_H
#define VIGIE_RETAINED_STATE_H

#include "frame.h"

#include <stdbool.h>
#include <stddef.h>

#define RETAINED_STATE_MAX FRAME_BODY_MOST

struct retained_state {
    size_t length; /* 0: nothing */
    char bytes[RETAINED_STATE_MAX];
};

/* Replaces what was there; empty bytes remove it. False: too long, what was there stays. */
bool retained_state_put(struct retained_state *r, const char *bytes, size_t length);

#endif
