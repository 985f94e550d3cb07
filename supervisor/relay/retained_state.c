/* Retained state in a fixed place. */
#include "retained_state.h"

#include <string.h>

bool retained_state_put(struct retained_state *r, const char *bytes, size_t length)
{
    if (length > sizeof(r->bytes))
        return false;
    if (length)
        memcpy(r->bytes, bytes, length);
    r->length = length;
    return true;
}
