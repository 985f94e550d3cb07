/* STATE_DIR and the control socket in it, for as long as the service runs: where the folder could not be used
 * at the start, or has been removed since, it is ours again (supervisor.lock) once it is there again, and
 * commands that ask there are answered. Looked at beside the loop, for its disk may hang. Owned by the
 * service. */
#ifndef VIGIE_STATE_WATCH_H
#define VIGIE_STATE_WATCH_H

#include "control_socket.h"
#include "service_options.h"

struct detached_work;

struct state_watch {
    struct service_options *options; /* its lock_fd is replaced */
    struct loop *loop;
    const struct control_handlers *handlers;
    void *ctx;
    struct control_server *control; /* NULL: no command is answered */
    bool lost;                      /* and said */
    struct detached_work *look;     /* under way; NULL: none */
    uint64_t due_ms;                /* the next look */
};

/* `handlers` and `ctx` answer the commands. */
void state_watch_init(struct state_watch *w, struct loop *loop, struct service_options *options,
                      const struct control_handlers *handlers, void *ctx);
void state_watch_fini(struct state_watch *w);

/* At the start. */
void state_watch_open(struct state_watch *w);
/* Each second while the service does not stop: whether STATE_DIR is still the folder that we use, or is there
 * again. */
void state_watch_look(struct state_watch *w);

#endif
