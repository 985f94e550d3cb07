/* Rows of tasks.def. */
#include "task_table.h"

#define SECOND_MS 1000u

static const struct task_row ROWS[TASKS] = {
#define TASK(id, worker, name, period_s, first_s, deadline_s, drive, alert_after_s, repair)                  \
    [TASK_##id] = {WORKER_##worker,                                                                          \
                   name,                                                                                     \
                   (period_s)*SECOND_MS,                                                                     \
                   (first_s)*SECOND_MS,                                                                      \
                   (deadline_s)*SECOND_MS,                                                                   \
                   TASK_##drive,                                                                             \
                   (alert_after_s)*SECOND_MS,                                                                \
                   repair,                                                                                   \
                   METRIC_TASK_##id##_SUCCESS,                                                               \
                   METRIC_TASK_##id##_FAILURES},
#include "tasks.def"
#undef TASK
};

const struct task_row *task_row(enum task_id id)
{
    return &ROWS[id];
}
