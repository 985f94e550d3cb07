/* Restarts that the operator asked for: one worker now, or several one after the other (policy/rolling).
 * Owned by the service. */
#ifndef VIGIE_ROLLING_RESTART_H
#define VIGIE_ROLLING_RESTART_H

#include "children.h"
#include "rolling.h"

struct rolling_restart {
    const struct children *children;
    struct loop *loop;
    struct rolling rolling;
};

void rolling_restart_init(struct rolling_restart *r, struct loop *loop, const struct children *children);

/* A worker that runs here, now. */
void rolling_restart_now(struct rolling_restart *r, enum worker worker);
/* The worker in its turn. Nothing for a worker that does not run here. */
void rolling_restart_add(struct rolling_restart *r, enum worker worker);
/* At each change of a child and each second, but not while the service stops: restarts the next one once the
 * one before is up again. */
void rolling_restart_go_on(struct rolling_restart *r);

#endif
