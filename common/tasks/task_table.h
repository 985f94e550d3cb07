/* The list of background tasks as data (tasks.def): read by those who run them and by those who show them. */
#ifndef VIGIE_TASK_TABLE_H
#define VIGIE_TASK_TABLE_H

#include "metrics.h"
#include "workers.h"

#include <stdbool.h>
#include <stdint.h>

enum task_id {
#define TASK(id, worker, name, period_s, first_s, deadline_s, drive, alert_after_s, repair) TASK_##id,
#include "tasks.def"
#undef TASK
    TASKS
};

enum task_drive { TASK_CALLED, TASK_SELF };

struct task_row {
    enum worker worker;
    const char *name; /* French */
    uint64_t period_ms, first_ms, deadline_ms;
    enum task_drive drive;
    uint64_t alert_after_ms;
    const char *repair; /* French */
    enum metric success, failures;
};

const struct task_row *task_row(enum task_id id);

#endif
