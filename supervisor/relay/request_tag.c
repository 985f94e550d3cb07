/* Generation in the upper bits. */
#include "request_tag.h"

#define SEQ_MASK        ((UINT64_C(1) << REQUEST_TAG_SEQ_BITS) - 1)
#define GENERATION_MASK ((UINT64_C(1) << (64 - REQUEST_TAG_SEQ_BITS)) - 1)

uint64_t request_tag(uint64_t seq, uint32_t generation)
{
    return ((uint64_t)generation & GENERATION_MASK) << REQUEST_TAG_SEQ_BITS | (seq & SEQ_MASK);
}

bool request_untag(uint64_t ref, uint32_t generation, uint64_t *ret_seq)
{
    if (ref >> REQUEST_TAG_SEQ_BITS != ((uint64_t)generation & GENERATION_MASK))
        return false;
    *ret_seq = ref & SEQ_MASK;
    return true;
}
