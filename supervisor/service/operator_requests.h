/* Answers the commands that ask a running service (`supervisor status`, `restart`, `reload`, `stop`): the
 * other end of commands/ask_service. Owned by the service. */
#ifndef VIGIE_OPERATOR_REQUESTS_H
#define VIGIE_OPERATOR_REQUESTS_H

#include "buffer.h"
#include "control_request.h"

#include <stdint.h>

struct children;
struct ordered_stop;
struct reload;
struct rolling_restart;
struct status_sender;

/* Whom a request goes to. Borrowed. */
struct operator_requests {
    const struct children *children;
    struct ordered_stop *stop;
    struct reload *reload;
    struct rolling_restart *rolling;
    const struct status_sender *status;
};

/* As control_handlers.on_request; ctx is a struct operator_requests. */
int operator_requests_answer(void *ctx, struct control_request request, uint64_t ticket,
                             struct buffer *reply);

#endif
