/* Carries the backlog to the database, one job at a time, and brings what the database held: the loop's door
 * to history_store.h. Owned by history.c. */
#ifndef VIGIE_HISTORY_DISK_H
#define VIGIE_HISTORY_DISK_H

#include "backlog.h"
#include "history_store.h"

#include <stdbool.h>
#include <stdint.h>

struct history_disk;
struct loop;

struct history_disk_handlers {
    /* By the first job that succeeds, and after history_disk_load_again: all that the database holds, what
     * that job wrote included. The view in it is the callee's. */
    void (*on_loaded)(void *ctx, const struct history_loaded *loaded);
    /* Each job: what was taken is written, and has left the backlog, or `e` says why not. */
    void (*on_result)(void *ctx, struct err e, const struct history_store_facts *facts);
};

/* `backlog` is borrowed. */
struct history_disk *history_disk_create(struct loop *loop, const char *state_dir, struct backlog *backlog,
                                         const struct history_disk_handlers *handlers, void *ctx);
/* Waits for the job that runs. Accepts NULL. */
void history_disk_destroy(struct history_disk **disk);

bool history_disk_busy(const struct history_disk *disk);
/* How long the present job has been running, 0 if none is. */
uint64_t history_disk_running_ms(const struct history_disk *disk);

/* Starts a job with what is next of the backlog, and `record` (copied; NULL: none). `now_s`: UTC. Not while
 * one runs. */
void history_disk_save(struct history_disk *disk, const struct history_record *record, int64_t now_s);

/* The next job is the last: it closes the database, so that nobody waits for that on the loop's thread. */
void history_disk_close_after_next(struct history_disk *disk);

/* The next job that succeeds brings what the database holds. */
void history_disk_load_again(struct history_disk *disk);

/* Calls back once when no job runs. */
void history_disk_when_idle(struct history_disk *disk, void (*on_idle)(void *ctx), void *ctx);

#endif
