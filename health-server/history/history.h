/* The memory of the service: a sample every 30 s, each change of state, each incident. What the pages show of
 * it stands in a view in memory; a disk queue carries it to STATE_DIR/health/history.db and brings back, at
 * the start, what was there. A disk that stalls, is full or read-only, or a file that is broken or somebody
 * else's, costs nothing but what a restart would have kept: the newest 8 hours wait in memory and are written
 * when the folder is well again, which is tried every 30 s. Each change of place is logged once.
 *
 * A kill of this process at any instant loses at most the one sample that was on its way to the disk. Owned
 * by main. */
#ifndef VIGIE_HISTORY_H
#define VIGIE_HISTORY_H

#include "averages.h"
#include "history_view.h"
#include "report.h"

#include <stdbool.h>
#include <stdint.h>

struct history;
struct loop;

/* Begins to read the database; `wall_ms` is UTC now. `averages` is borrowed: what the service averaged before
 * it was restarted is added to it once it is known. Never NULL. */
struct history *history_create(struct loop *loop, const char *state_dir, struct averages *averages,
                               int64_t wall_ms);

/* Once a second. `handed_on`: the supervisor handed us our predecessor's averages. */
void history_tick(struct history *history, const struct report *r, bool handed_on);

/* Lives as long as the history. */
const struct history_view *history_view_of(const struct history *history);

/* UTC milliseconds since when the database cannot be written, 0: it can, -1: nobody knows yet. */
int64_t history_failing_since_ms(const struct history *history);

/* Writes what waits, for a second at most, then calls `on_stopped` once, from the loop. No tick follows. */
void history_stop(struct history *history, const struct report *r, void (*on_stopped)(void *ctx), void *ctx);

/* Waits for a job that is under way. Accepts NULL. */
void history_destroy(struct history **history);

#endif
