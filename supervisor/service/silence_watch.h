/* The turns of the watchdog: looks at each turn which child has been silent for too long. Owned by the
 * service. */
#ifndef VIGIE_SILENCE_WATCH_H
#define VIGIE_SILENCE_WATCH_H

#include "children.h"
#include "watchdog.h"

struct loop_timer;

struct silence_watch {
    const struct children *children;
    struct loop *loop;
    struct loop_timer *timer;
    struct watchdog watchdog;
};

/* `children` is borrowed until silence_watch_fini. */
void silence_watch_init(struct silence_watch *w, struct loop *loop, const struct children *children);
void silence_watch_fini(struct silence_watch *w);

/* The patience and the period of `settings`, from now on. */
void silence_watch_use(struct silence_watch *w, const struct settings *settings);

#endif
