/* Bytes in a fixed place. */
#include "keepsakes.h"

#include <string.h>

bool keepsake_put(struct keepsake *k, const char *bytes, size_t length)
{
    if (length > sizeof(k->bytes))
        return false;
    if (length)
        memcpy(k->bytes, bytes, length);
    k->length = length;
    return true;
}
