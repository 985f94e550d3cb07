/* Compares an id with a ring of the last ones. */
#include "dedup.h"

bool dedup_first(struct dedup *dedup, uint64_t id)
{
    for (size_t i = 0; i < DEDUP_IDS_MAX; i++)
        if (dedup->ids[i] == id)
            return false;
    dedup->ids[dedup->next] = id;
    dedup->next = (dedup->next + 1) % DEDUP_IDS_MAX;
    return true;
}
