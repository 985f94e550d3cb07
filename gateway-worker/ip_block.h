/* Discord's bans of this address, of which REST and the Gateway's door are told each on its own: one number,
 * that of the ban that lasts longest, and one line in the log for each ban that begins, grows or ends.
 * Embedded by its owner; needs no cleanup. */
#ifndef VIGIE_IP_BLOCK_H
#define VIGIE_IP_BLOCK_H

#include "metrics.h"

#include <stdint.h>

enum ip_block_of { IP_BLOCK_REST, IP_BLOCK_GATEWAY, IP_BLOCKS };

struct ip_block {
    struct metrics *metrics; /* borrowed */
    int64_t until_ms[IP_BLOCKS];
};

/* UTC; 0: there is none, or none any more. */
void ip_block_told(struct ip_block *b, enum ip_block_of of, int64_t until_ms);

#endif
