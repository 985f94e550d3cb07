/* Request tags: a request that goes from one worker to another carries, in its number, which instance asked.
 * So a late answer to a dead instance can never be taken for an answer to its successor, which counts its
 * requests from 1 again. Pure. */
#ifndef VIGIE_REQUEST_TAG_H
#define VIGIE_REQUEST_TAG_H

#include <stdbool.h>
#include <stdint.h>

#define REQUEST_TAG_SEQ_BITS                                                                                 \
    40 /* a million requests a second for twelve days; generations wrap at 16 million */

/* The number under which the receiver sees it. */
uint64_t request_tag(uint64_t seq, uint32_t generation);

/* The receiver's `ref` back to the asker's own number; false: another instance asked. */
bool request_untag(uint64_t ref, uint32_t generation, uint64_t *ret_seq);

#endif
