/* One timer for the earliest of all that is due. */
#include "tasks.h"

#include "allocate.h"
#include "clock.h"
#include "log.h"
#include "loop.h"
#include "random.h"

#include <stdlib.h>

struct tasks {
    struct loop *loop;
    struct metrics *metrics;
    struct loop_timer *timer;
    bool stopped;
    struct {
        struct task task;
        void (*start)(void *ctx); /* NULL: does not run */
        void *ctx;
    } list[TASKS];
};

/* ---- Words and numbers. */

static void say(const struct task *t, enum task_news news, const char *reason)
{
    const struct log_field *fields =
        LOG_WITH(log_text("task", t->row->name), log_int("failures", (int64_t)t->failures));
    switch (news) {
    case TASK_NO_NEWS:
        break;
    case TASK_NEWS_FAILED:
        log_event(LOG_NOTICE, "task.failed", fields, "Tâche de fond « %s » échouée, elle sera reprise : %s",
                  t->row->name, reason);
        break;
    case TASK_NEWS_ALERT:
        log_event(LOG_CRIT, "task.failing", fields,
                  "❌ Erreur critique : la tâche de fond « %s » a échoué %d fois de suite : %s. %s",
                  t->row->name, TASK_ALERT_AT, reason, t->row->repair);
        break;
    case TASK_NEWS_WORKS:
        log_event(LOG_NOTICE, "task.works", LOG_WITH(log_text("task", t->row->name)),
                  "Tâche de fond « %s » : elle fonctionne de nouveau", t->row->name);
        break;
    }
}

static void take_step(struct tasks *tasks, const struct task *t, const struct task_step *step,
                      const char *reason)
{
    if (step->succeeded)
        metrics_set(tasks->metrics, t->row->success, (double)clock_wall_ms() / 1000);
    if (step->failed) {
        metrics_add(tasks->metrics, t->row->failures, 1);
        metrics_add(tasks->metrics, METRIC_TASK_FAILURES, 1);
    }
    say(t, step->news, reason ? reason : "sans raison donnée");
}

/* ---- Time. */

static void wait_for_earliest(struct tasks *tasks)
{
    uint64_t now = loop_now_ms(tasks->loop), earliest = UINT64_MAX;
    for (int i = 0; i < TASKS; i++)
        if (tasks->list[i].start && tasks->list[i].task.due_ms < earliest)
            earliest = tasks->list[i].task.due_ms;
    if (tasks->stopped || earliest == UINT64_MAX)
        loop_timer_stop(tasks->timer);
    else
        loop_timer_start(tasks->timer, earliest > now ? earliest - now : 0);
}

static void time_passed(void *ctx)
{
    struct tasks *tasks = ctx;
    for (int i = 0; i < TASKS; i++) {
        struct task *t = &tasks->list[i].task;
        if (!tasks->list[i].start)
            continue;
        struct task_step step = task_tick(t, loop_now_ms(tasks->loop), random_u32());
        take_step(tasks, t, &step, "pas de réponse avant son échéance");
        if (step.start)
            tasks->list[i].start(tasks->list[i].ctx);
    }
    wait_for_earliest(tasks);
}

/* ---- Life. */

struct tasks *tasks_create(struct loop *loop, struct metrics *metrics)
{
    struct tasks *tasks = allocate(1, sizeof(*tasks));
    tasks->loop = loop;
    tasks->metrics = metrics;
    tasks->timer = loop_timer_create(loop, time_passed, tasks);
    return tasks;
}

void tasks_add(struct tasks *tasks, enum task_id id, void (*start)(void *ctx), void *ctx)
{
    task_init(&tasks->list[id].task, task_row(id), loop_now_ms(tasks->loop));
    tasks->list[id].start = start;
    tasks->list[id].ctx = ctx;
    wait_for_earliest(tasks);
}

void tasks_ended(struct tasks *tasks, enum task_id id, enum task_end end, const char *reason)
{
    if (!tasks || !tasks->list[id].start)
        return;
    struct task *t = &tasks->list[id].task;
    struct task_step step = task_ended(t, end, loop_now_ms(tasks->loop), random_u32());
    take_step(tasks, t, &step, reason);
    wait_for_earliest(tasks);
}

void tasks_soon(struct tasks *tasks, enum task_id id)
{
    if (!tasks->list[id].start)
        return;
    task_soon(&tasks->list[id].task, loop_now_ms(tasks->loop));
    wait_for_earliest(tasks);
}

void tasks_stop(struct tasks *tasks)
{
    if (!tasks)
        return;
    tasks->stopped = true;
    loop_timer_stop(tasks->timer);
}

void tasks_destroy(struct tasks **take_tasks)
{
    struct tasks *tasks = *take_tasks;
    if (!tasks)
        return;
    *take_tasks = NULL;
    loop_timer_destroy(&tasks->timer);
    free(tasks);
}
