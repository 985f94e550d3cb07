/* Which of the last few hundred events were handled already: Discord may deliver one twice, and a RESUME
 * replays. Pure; needs no cleanup. */
#ifndef VIGIE_SEEN_H
#define VIGIE_SEEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEEN_MOST 512

struct seen {
    uint64_t ids[SEEN_MOST]; /* a ring */
    size_t next;
};

/* True the first time. */
bool seen_first(struct seen *seen, uint64_t id);

#endif
