/* The oldest fault counts. */
#include "disk_fault.h"

#include <stdbool.h>

void disk_fault_look(struct disk_fault *fault, const int64_t *parts, size_t count)
{
    int64_t oldest_ms = 0;
    bool all_known = true;
    for (size_t i = 0; i < count; i++) {
        all_known &= parts[i] != DISK_FAULT_UNKNOWN;
        if (parts[i] > 0 && (!oldest_ms || parts[i] < oldest_ms))
            oldest_ms = parts[i];
    }
    bool inherited = fault->since_ms && (oldest_ms || !all_known);
    if (!inherited || (oldest_ms && oldest_ms < fault->since_ms))
        fault->since_ms = oldest_ms;
}
