/* One piece of work that may take for ever, on a thread of its own: a name lookup, a folder on a disk that
 * hangs. Nobody can take such a call back. On libuv's pool the end of the program would wait for it (libuv
 * joins its pool), and so would the disk work behind it. Here the thread is left to itself, and frees what is
 * its own when it ends. What must be finished before the program ends belongs to disk_queue.h. */
#ifndef VIGIE_DETACHED_WORK_H
#define VIGIE_DETACHED_WORK_H

#include "err.h"

struct detached_work;
struct loop;

struct detached_work_kind {
    void (*work)(void *data);            /* on the thread; may not touch the loop or log */
    void (*done)(void *ctx, void *data); /* on the loop's, afterwards; not once it is abandoned */
    void (*discard)(void *data);         /* last of all, on either thread: frees it */
};

/* Takes `data`, also on an error, which says that no thread can be made. `kind` is borrowed for ever. Never
 * calls back from inside. In `done` *ret_work is gone already. */
struct err detached_work_start(struct loop *loop, const struct detached_work_kind *kind, void *data,
                               void *ctx, struct detached_work **ret_work);

/* Nothing is waited for; *work is NULL after this. Before the loop is destroyed. Accepts NULL. */
void detached_work_abandon(struct detached_work **work);

#endif
