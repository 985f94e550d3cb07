/* Since when what health-server keeps in STATE_DIR, the history and the alerts, cannot be written. Pure: its
 * parts say how it goes with them. A fault is as old as it is, whoever was killed meanwhile: what a
 * predecessor knew stands until every part has written once. */
#ifndef VIGIE_DISK_FAULT_H
#define VIGIE_DISK_FAULT_H

#include <stddef.h>
#include <stdint.h>

#define DISK_FAULT_UNKNOWN INT64_C(-1) /* nothing was written yet, nor refused */

struct disk_fault {
    int64_t since_ms; /* UTC; 0: none */
};

/* `parts`: UTC milliseconds since when each cannot be written, 0: it can, or DISK_FAULT_UNKNOWN. */
void disk_fault_look(struct disk_fault *fault, const int64_t *parts, size_t count);

#endif
