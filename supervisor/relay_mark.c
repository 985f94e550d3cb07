/* Generation in the upper bits. */
#include "relay_mark.h"

#define SEQ_MASK        ((UINT64_C(1) << RELAY_SEQ_BITS) - 1)
#define GENERATION_MASK ((UINT64_C(1) << (64 - RELAY_SEQ_BITS)) - 1)

uint64_t relay_mark(uint64_t seq, uint32_t generation)
{
    return ((uint64_t)generation & GENERATION_MASK) << RELAY_SEQ_BITS | (seq & SEQ_MASK);
}

bool relay_unmark(uint64_t ref, uint32_t generation, uint64_t *ret_seq)
{
    if (ref >> RELAY_SEQ_BITS != ((uint64_t)generation & GENERATION_MASK))
        return false;
    *ret_seq = ref & SEQ_MASK;
    return true;
}
