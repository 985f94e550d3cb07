/* Runs a worker's background tasks (tasks.def): calls each when it is due, counts what fails, says so, and
 * tries again. The shell around task.h. The one part of common/ that writes to the log, for this is where a
 * failed run is handled. Owned by main. */
#ifndef VIGIE_TASKS_H
#define VIGIE_TASKS_H

#include "metrics.h"
#include "task.h"

struct loop;
struct tasks;

/* Both borrowed until tasks_destroy. */
struct tasks *tasks_create(struct loop *loop, struct metrics *metrics);

/* From now on the task runs: `start` is called at each run, from the loop, and the run lasts until
 * tasks_ended, which `start` may call itself. A call while an overdue run is still under way asks for nothing
 * but to be told its end. A task of tasks.def that nobody adds does not run. */
void tasks_add(struct tasks *tasks, enum task_id id, void (*start)(void *ctx), void *ctx);

/* A run ended. `reason`: French, why it failed; else NULL. Accepts NULL as `tasks`. */
void tasks_ended(struct tasks *tasks, enum task_id id, enum task_end end, const char *reason);

/* The next run is due at once, unless one is under way. */
void tasks_soon(struct tasks *tasks, enum task_id id);

/* No run begins any more: the program ends. Accepts NULL. */
void tasks_stop(struct tasks *tasks);

/* Accepts NULL. */
void tasks_destroy(struct tasks **tasks);

#endif
