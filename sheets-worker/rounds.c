/* What each task does when it is called. */
#include "rounds.h"

#include "clock.h"
#include "courier.h"
#include "journal.h"
#include "tasks.h"
#include "token.h"

/* One that lives needs nothing; one that is refused is told of at each attempt (main.c); of one that does not
 * come, the deadline tells. */
static void look_at_token(void *ctx)
{
    struct rounds *r = ctx;
    const char *words;
    if (token_trouble(r->token, &words) != TOKEN_GRANTED)
        tasks_ended(r->tasks, TASK_TOKEN, TASK_SKIPPED, NULL);
    else if (token_header(r->token))
        tasks_ended(r->tasks, TASK_TOKEN, TASK_DONE, NULL);
}

/* The end of the next exchange is told by the courier. */
static void flush(void *ctx)
{
    struct rounds *r = ctx;
    if (courier_has_work(r->courier))
        courier_poke(r->courier);
    else
        tasks_ended(r->tasks, TASK_FLUSH, TASK_DONE, NULL);
}

static void expire(void *ctx)
{
    struct rounds *r = ctx;
    journal_sweep(r->journal, clock_wall_ms());
    courier_expire(r->courier);
    tasks_ended(r->tasks, TASK_EXPIRY, TASK_DONE, NULL);
}

static void compare(void *ctx)
{
    struct rounds *r = ctx;
    courier_reconcile(r->courier);
}

void rounds_start(struct rounds *r)
{
    tasks_add(r->tasks, TASK_TOKEN, look_at_token, r);
    tasks_add(r->tasks, TASK_FLUSH, flush, r);
    tasks_add(r->tasks, TASK_EXPIRY, expire, r);
    tasks_add(r->tasks, TASK_RECONCILE, compare, r);
}
