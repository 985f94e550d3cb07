/* The ordered stop: ends the children group by group, and leaves the loop once all are gone. Owned by the
 * service. */
#ifndef VIGIE_ORDERED_STOP_H
#define VIGIE_ORDERED_STOP_H

#include "children.h"

struct loop_timer;

struct ordered_stop {
    const struct children *children;
    struct loop *loop;
    struct loop_timer *limit; /* of the whole stop */
    bool begun;
    unsigned group; /* that is being ended; 0: none yet */
    void (*on_begun)(void *ctx);
    void *ctx;
};

/* `children` is borrowed. `on_begun` is called once, before the first child is ended. */
void ordered_stop_init(struct ordered_stop *s, struct loop *loop, const struct children *children,
                       void (*on_begun)(void *ctx), void *ctx);
void ordered_stop_fini(struct ordered_stop *s);

/* False: it has begun already. */
bool ordered_stop_begin(struct ordered_stop *s);
/* SIGTERM or SIGINT; the second one means now. */
void ordered_stop_signalled(struct ordered_stop *s);
/* Once it has begun, at each change of a child: ends the next group once the one before is gone. */
void ordered_stop_child_changed(struct ordered_stop *s, struct child *child);

#endif
