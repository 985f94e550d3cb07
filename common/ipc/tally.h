/* Numbers that survive the process that counts them: one page of shared memory that the supervisor keeps and
 * hands to each new instance, so that a kill between two messages loses nothing. Read at any time, written by
 * one process. */
#ifndef VIGIE_TALLY_H
#define VIGIE_TALLY_H

#include "err.h"

#include <stdatomic.h>
#include <stdint.h>

struct tally {
    _Atomic uint64_t requests; /* HTTP requests answered since the supervisor started */
};

/* Maps the page behind `fd` (at least one page long, created by the supervisor). Unmapped by tally_close. */
struct err tally_open(int fd, struct tally **ret_tally);
void tally_close(struct tally **tally);

#endif
