/* A ring of ids. */
#include "seen.h"

bool seen_first(struct seen *seen, uint64_t id)
{
    for (size_t i = 0; i < SEEN_MOST; i++)
        if (seen->ids[i] == id)
            return false;
    seen->ids[seen->next] = id;
    seen->next = (seen->next + 1) % SEEN_MOST;
    return true;
}
