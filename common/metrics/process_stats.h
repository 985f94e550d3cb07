/* What the kernel says about this process. */
#ifndef VIGIE_PROCESS_STATS_H
#define VIGIE_PROCESS_STATS_H

#include <stdint.h>

struct process_stats {
    uint64_t pss_bytes, rss_bytes;
    double cpu_seconds;
    unsigned open_fds;
};

/* Reads /proc/self; what cannot be read stays 0, PSS falls back to RSS. Costs about a millisecond. */
void process_stats_read(struct process_stats *ret_stats);

#endif
