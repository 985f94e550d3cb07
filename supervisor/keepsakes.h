/* What is kept for the next instance of each worker: its last KEEP and its last METRICS, bytes that are never
 * read here. Fixed memory: what is larger than its place is refused. Embedded by the star, all zero is empty.
 */
#ifndef VIGIE_KEEPSAKES_H
#define VIGIE_KEEPSAKES_H

#include "frame.h"
#include "workers.h"

#include <stdbool.h>
#include <stddef.h>

#define KEEPSAKE_MOST FRAME_BODY_MOST

struct keepsake {
    size_t length; /* 0: nothing kept */
    char bytes[KEEPSAKE_MOST];
};

struct keepsakes {
    struct keepsake kept[WORKERS], metrics[WORKERS];
};

/* Replaces what was there; empty bytes forget it. False: too long, what was there stays. */
bool keepsake_put(struct keepsake *k, const char *bytes, size_t length);

#endif
