/* How many descriptors we and the programs that we start may open. */
#ifndef VIGIE_DESCRIPTOR_LIMIT_H
#define VIGIE_DESCRIPTOR_LIMIT_H

#include <stdint.h>

/* Four workers with their pipes, the log files, the port and what an operator's commands need: about 50. */
#define DESCRIPTORS_LEAST 64

/* Raises a soft limit under DESCRIPTORS_LEAST as far as the hard one allows, at most to 1024; returns the
 * limit that holds. */
uint64_t descriptor_limit(void);

#endif
