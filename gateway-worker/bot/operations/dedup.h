/* Dedup of the last few hundred interactions: Discord may deliver an event twice, and a RESUME replays. Pure; needs no cleanup. */
#ifndef VIGIE_DEDUP_H
#define VIGIE_DEDUP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DEDUP_IDS_MAX 512

struct dedup {
    uint64_t ids[DEDUP_IDS_MAX]; /* a ring */
    size_t next;
};

/* True the first time. */
bool dedup_first(struct dedup *dedup, uint64_t id);

#endif
