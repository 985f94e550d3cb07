/* How an answer leaves: at once, later, cut in half, as a reset, or never (enum sim_fate). Owned by the
 * server. */
#ifndef VIGIE_SIM_ANSWERS_H
#define VIGIE_SIM_ANSWERS_H

#include "simulator_h2o.h"
#include "simulator_http.h"

struct loop;
struct pending;

struct answers {
    struct loop *loop;
    struct pending *pending; /* newest first */
    size_t count;
};

void answers_init(struct answers *answers, struct loop *loop);

/* Answers the request, now or later; takes the response's body over. */
void answers_give(struct answers *answers, h2o_req_t *req, struct sim_response *take_response);

/* Everyone who still waits gets a reset. */
void answers_reset_all(struct answers *answers);

#endif
