/* Waiting, running, and what follows from the end of a run. */
#include "task.h"

#define RETRY_FIRST_MS 5000

/* A tenth more or less, so that tasks do not march in step. */
static uint64_t jittered(uint64_t period_ms, uint32_t random)
{
    uint64_t spread = period_ms / 5;
    return period_ms - period_ms / 10 + ((spread + 1) * (uint64_t)random >> 32);
}

void task_init(struct task *t, const struct task_row *row, uint64_t now_ms)
{
    *t = (struct task){
        .row = row,
        .due_ms = now_ms + row->first_ms,
        .backoff = {.first_ms = RETRY_FIRST_MS, .cap_ms = row->period_ms},
    };
}

/* Whoever drives himself also knows when to try again; the calls keep their own time. */
static void wait_for_next(struct task *t, uint64_t due_ms)
{
    if (t->phase == TASK_RUNNING || t->row->drive == TASK_CALLED)
        t->due_ms = due_ms;
    t->phase = TASK_WAITING;
}

static enum task_news news_of_failure(struct task *t, uint64_t now_ms)
{
    bool alert = t->failures >= TASK_ALERT_AT && now_ms - t->failing_since_ms >= t->row->alert_after_ms;
    if (t->told == TASK_NEWS_ALERT)
        return TASK_NO_NEWS;
    if (!alert && t->failures >= TASK_ALERT_AT)
        return TASK_NO_NEWS; /* said often enough for now */
    return t->told = alert ? TASK_NEWS_ALERT : TASK_NEWS_FAILED;
}

static struct task_step fail(struct task *t, uint64_t now_ms, uint32_t random)
{
    if (t->failures == 0)
        t->failing_since_ms = now_ms;
    if (t->failures < UINT32_MAX)
        t->failures++;
    wait_for_next(t, now_ms + backoff_failed_spaced(&t->backoff, random));
    return (struct task_step){.failed = true, .news = news_of_failure(t, now_ms)};
}

static struct task_step succeed(struct task *t, uint64_t now_ms, uint32_t random)
{
    enum task_news news = t->told == TASK_NO_NEWS ? TASK_NO_NEWS : TASK_NEWS_WORKS;
    t->failures = 0;
    t->backoff.failures = 0;
    t->told = TASK_NO_NEWS;
    wait_for_next(t, now_ms + jittered(t->row->period_ms, random));
    return (struct task_step){.succeeded = true, .news = news};
}

struct task_step task_tick(struct task *t, uint64_t now_ms, uint32_t random)
{
    if (now_ms < t->due_ms)
        return (struct task_step){.start = false};
    if (t->phase == TASK_RUNNING)
        return fail(t, now_ms, random);
    t->phase = TASK_RUNNING;
    t->due_ms = now_ms + t->row->deadline_ms;
    return (struct task_step){.start = true};
}

struct task_step task_ended(struct task *t, enum task_end end, uint64_t now_ms, uint32_t random)
{
    if (t->phase == TASK_WAITING && t->row->drive == TASK_CALLED)
        return (struct task_step){.start = false};
    switch (end) {
    case TASK_DONE:
        return succeed(t, now_ms, random);
    case TASK_FAILED:
        return fail(t, now_ms, random);
    case TASK_SKIPPED:
        break;
    }
    wait_for_next(t, now_ms + jittered(t->row->period_ms, random));
    return (struct task_step){.start = false};
}

void task_soon(struct task *t, uint64_t now_ms)
{
    if (t->phase == TASK_WAITING && t->due_ms > now_ms)
        t->due_ms = now_ms;
}
