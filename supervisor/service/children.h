/* The children of the service: which workers run here, and with what each is started. Owned by the service.
 */
#ifndef VIGIE_CHILDREN_H
#define VIGIE_CHILDREN_H

#include "child.h"
#include "service_options.h"

#include <limits.h>

struct children {
    struct child *by_worker[WORKERS]; /* NULL: does not run here */
    const struct service_options *options;
    struct loop *loop;
    struct log_router *router;
    char paths[WORKERS][PATH_MAX];
    char **environments[WORKERS];
};

void children_init(struct children *c, const struct service_options *options, struct loop *loop,
                   struct log_router *router);
void children_fini(struct children *c);

/* Adds and starts the workers that belong here and are not there yet. */
void children_start_missing(struct children *c, const struct child_handlers *handlers, void *ctx);

/* NULL: not a child of ours. */
struct child *children_of_pid(const struct children *c, pid_t pid);

void children_watch(const struct children *c, uint64_t now_ms, struct watchdog_turn turn);
void children_set_hang_timeout(const struct children *c, uint64_t hang_timeout_ms);
/* The environment and the secrets of the options, for its instances from the next one on. */
void children_renew_parts(struct children *c, enum worker worker);
/* All, now. */
void children_kill(const struct children *c);

#endif
