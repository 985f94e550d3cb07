#include "fnv.h"

#include <string.h>

uint64_t fnv_bytes(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length; i++)
        hash = (hash ^ at[i]) * UINT64_C(1099511628211);
    return hash;
}

uint64_t fnv_text(uint64_t hash, const char *text)
{
    return fnv_bytes(hash, text, strlen(text));
}
