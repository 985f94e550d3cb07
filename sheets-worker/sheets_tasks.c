/* What each task does when it is called. */
#include "sheets_tasks.h"

#include "clock.h"
#include "journal.h"
#include "sync.h"
#include "tasks.h"
#include "token.h"

/* One that lives needs nothing; one that is refused is told of at each attempt (main.c); of one that does not
 * come, the deadline tells. */
static void look_at_token(void *ctx)
{
    struct sheets_tasks *r = ctx;
    const char *words;
    if (token_trouble(r->token, &words) != TOKEN_GRANTED)
        tasks_ended(r->tasks, TASK_TOKEN, TASK_SKIPPED, NULL);
    else if (token_header(r->token))
        tasks_ended(r->tasks, TASK_TOKEN, TASK_DONE, NULL);
}

/* The end of the next exchange is told by the sync. */
static void flush(void *ctx)
{
    struct sheets_tasks *r = ctx;
    if (sync_has_work(r->sync))
        sync_poke(r->sync);
    else
        tasks_ended(r->tasks, TASK_FLUSH, TASK_DONE, NULL);
}

static void expire(void *ctx)
{
    struct sheets_tasks *r = ctx;
    journal_sweep(r->journal, clock_wall_ms());
    sync_expire(r->sync);
    tasks_ended(r->tasks, TASK_EXPIRY, TASK_DONE, NULL);
}

static void compare(void *ctx)
{
    struct sheets_tasks *r = ctx;
    sync_reconcile(r->sync);
}

void sheets_tasks_start(struct sheets_tasks *r)
{
    tasks_add(r->tasks, TASK_TOKEN, look_at_token, r);
    tasks_add(r->tasks, TASK_FLUSH, flush, r);
    tasks_add(r->tasks, TASK_EXPIRY, expire, r);
    tasks_add(r->tasks, TASK_RECONCILE, compare, r);
}
