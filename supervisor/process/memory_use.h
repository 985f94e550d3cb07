/* Memory of another process, and the limit of the container. */
#ifndef VIGIE_MEMORY_USE_H
#define VIGIE_MEMORY_USE_H

#include <stdint.h>
#include <sys/types.h>

/* Resident bytes of `pid`; 0 if they cannot be read. Not the proportional size: the kernel hides that of
 * workers that hold secrets, they report it themselves. */
uint64_t memory_resident_bytes(pid_t pid);

/* The least limit of our cgroup and those above it (v2, else v1); 0: none. */
uint64_t memory_limit_bytes(void);

#endif
