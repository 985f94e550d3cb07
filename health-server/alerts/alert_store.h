/* STATE_DIR/health/alerts.json: the line of alert_memory.h on disk, read and replaced beside the loop. One
 * write at a time; of what is handed over meanwhile the newest follows. Owned by alerts. */
#ifndef VIGIE_ALERT_STORE_H
#define VIGIE_ALERT_STORE_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct alert_store;
struct loop;

struct alert_store_handlers {
    /* Once: what stood there. `text` lives during the call; NULL where there was no file, which is no
     * error, and where it could not be read (then `e` says why). */
    void (*on_loaded)(void *ctx, struct err e, const char *text, size_t length);
    /* After each write: everything up to `revision` is on disk, or the write failed. */
    void (*on_saved)(void *ctx, struct err e, uint64_t revision);
};

/* Begins to read. `state_dir` is copied. */
struct alert_store *alert_store_open(struct loop *loop, const char *state_dir,
                                     const struct alert_store_handlers *handlers, void *ctx);

/* Copied. */
void alert_store_save(struct alert_store *store, const char *text, size_t length, uint64_t revision);

/* How long the disk has been at the present work, 0: at none. */
uint64_t alert_store_busy_ms(const struct alert_store *store);
/* `on_idle` once when nothing is left to write. */
void alert_store_when_idle(struct alert_store *store, void (*on_idle)(void *ctx), void *ctx);

/* Waits for the disk. Accepts NULL. */
void alert_store_close(struct alert_store **store);

#endif
