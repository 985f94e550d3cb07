/* The lock that one sheets-worker holds while it may write to the outbox or to Google: a supervisor that was
 * killed leaves one that writes what waits for some seconds more, or is frozen, and its successor must not
 * write beside it. A file of its own beside the database, for a database must not be opened twice; flock(2),
 * which dies with its holder. docs/decisions/0025. On the pool only, one call at a time; embedded by its
 * user, zero it first. */
#ifndef VIGIE_OUTBOX_LOCK_H
#define VIGIE_OUTBOX_LOCK_H

#include "err.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#define OUTBOX_LOCK_NAME "outbox.lock"

/* How long a sheets-worker without a supervisor may hold it after somebody else asked for it. Longer than an
 * ordered stop takes (LAST_FLUSH_MS of main.c, and a commit), and less than a put waits for the disk
 * (JOURNAL_PATIENCE_MS), so that whoever presses meanwhile is only answered later. */
#define OUTBOX_LOCK_PATIENCE_MS 4000

struct outbox_lock {
    bool is_held;
    int fd;            /* while it is held */
    pid_t holder;      /* who held it when it was asked for last, 0: hidden from us, or nobody */
    uint64_t since_ms; /* ... and since when he is waited for */
    pid_t ended;       /* whom we ended for it; the caller sets it to 0 once it is said */
    int not_lockable;  /* errno of a folder in which there are no locks, 0: there are */
};

/* Takes the lock of `folder`, or sees that it is still ours: one that was deleted, or belongs to a folder
 * that was replaced, is taken anew. ERR_STORE, STORE_BUSY: somebody else holds it; to be asked again. A
 * sheets-worker whose supervisor is gone is killed when it has held it for OUTBOX_LOCK_PATIENCE_MS; nobody
 * else ever is. Without an error it is held, unless the folder cannot be written or knows no locks. Never
 * waits. `now_ms`: monotonic. */
struct err outbox_lock_take(struct outbox_lock *lock, const char *folder, uint64_t now_ms);
/* Does this error of outbox_lock_take say that somebody else holds it? That passes, and nothing was stored.
 */
bool outbox_lock_caused(struct err e);
/* Accepts one that is not held. */
void outbox_lock_release(struct outbox_lock *lock);

#endif
