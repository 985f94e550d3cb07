/* `supervisor reload` and SIGHUP: settings read again beside the loop (reread.h), and the workers that a
 * change concerns restarted one after the other. Owned by the service. */
#ifndef VIGIE_RELOAD_H
#define VIGIE_RELOAD_H

#include "children.h"
#include "control_socket.h"
#include "ordered_stop.h"
#include "reread.h"
#include "rolling_restart.h"
#include "state_watch.h"

/* Who is told what became of the settings. */
struct reload_callers {
    uint64_t tickets[CONTROL_CALLERS_MAX]; /* of the control socket, by control_place; 0: none */
};

struct reload_handlers {
    /* The supervisor's own settings may be others. */
    void (*on_adopted)(void *ctx);
    /* The service was only there to say what is wrong with its settings: now the others may start. */
    void (*on_mended)(void *ctx);
};

struct reload_parts {
    struct service_options *options;
    struct children *children;
    struct rolling_restart *rolling;
    const struct ordered_stop *stop;
    const struct state_watch *state; /* whose control socket answers */
};

struct reload {
    struct reload_parts parts;
    struct reload_handlers handlers;
    void *ctx;
    struct reread *reread;
    /* Those whose reading runs, and those that wait for the next one, since what they want read may have been
     * written after it began. */
    struct reload_callers now, next;
    bool asked; /* by anybody, and not begun */
};

/* Everything in `parts` is borrowed until reload_fini. */
void reload_init(struct reload *r, struct loop *loop, const struct reload_parts *parts,
                 const struct reload_handlers *handlers, void *ctx);
void reload_fini(struct reload *r);

/* For the caller with `ticket` (0: nobody waits for an answer), who is answered later: at once, or where they
 * are being read, once more after that for all who asked meanwhile. */
void reload_ask(struct reload *r, uint64_t ticket);

/* From the reaper; false: it is not ours. */
bool reload_collected(struct reload *r, pid_t pid);

#endif
