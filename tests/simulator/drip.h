/* An answer that arrives a byte at a time (slow-loris). Lives and dies with its request. */
#ifndef VIGIE_SIM_DRIP_H
#define VIGIE_SIM_DRIP_H

#include "simulator_h2o.h"

struct loop;

/* After h2o's status and headers were set: sends `body`, which lives in the request's pool, with that pause
 * between two bytes. */
void drip_begin(struct loop *loop, h2o_req_t *req, h2o_iovec_t body, uint64_t pause_ms);

#endif
