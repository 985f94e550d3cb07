/* FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/): tells texts apart where nobody gains by making two of them equal. */
#ifndef VIGIE_FNV_H
#define VIGIE_FNV_H

#include <stddef.h>
#include <stdint.h>

#define FNV_START UINT64_C(14695981039346656037)

/* The hash of what `hash` stands for (FNV_START: nothing) and these bytes behind it. */
uint64_t fnv_bytes(uint64_t hash, const void *bytes, size_t length);
uint64_t fnv_text(uint64_t hash, const char *text);

#endif
