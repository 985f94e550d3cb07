/* What the courier does next, and its life. */
#include "courier_inside.h"

#include "agenda.h"
#include "loop.h"
#include "tab_memo.h"
#include "tasks.h"

#include <stdlib.h>
#include <string.h>

/* ---- What is next. */

/* Until a read is wanted to confirm what was written; that is worth spare quota only. */
static uint64_t check_ms(struct courier *c, uint64_t now_ms)
{
    uint64_t due_ms = c->on_finished ? UINT64_MAX : watch_due_ms(c->watch);
    if (due_ms == UINT64_MAX)
        return UINT64_MAX;
    uint64_t spare_ms = pace_spare_ms(&c->pace, QUOTA_READ, now_ms);
    return due_ms > now_ms + spare_ms ? due_ms - now_ms : spare_ms;
}

static struct agenda next_step(struct courier *c)
{
    uint64_t now = loop_now_ms(c->o.loop);
    const struct situation situation = {
        .busy = c->busy,
        .has_token = token_header(c->o.token) != NULL,
        .tab_known = c->tab.ready,
        .read_wanted = c->read_wanted && !c->on_finished,
        .rows_wait = c->waiting > 0,
        .image_exact = courier_image_exact(c),
        .repair_wanted = (c->hit_count || c->twin.id) && !c->on_finished,
        .check_ms = check_ms(c, now),
        .keeps_rows = last_rows_saving_people(c->o.last_rows),
        .read_pause_ms = pace_pause_ms(&c->pace, QUOTA_READ, now),
        .write_pause_ms = pace_pause_ms(&c->pace, QUOTA_WRITE, now),
        .spacing_ms = c->on_finished ? 0 : pace_spacing_ms(&c->pace, now),
        .read_quota_ms = pace_quota_ms(&c->pace, QUOTA_READ, now),
        .write_quota_ms = pace_quota_ms(&c->pace, QUOTA_WRITE, now),
    };
    return agenda_next(&situation);
}

bool courier_image_exact(const struct courier *c)
{
    return cache_exact(&c->cache, loop_now_ms(c->o.loop));
}

void courier_next(struct courier *c)
{
    struct agenda next = next_step(c);
    bool waits = next.step == AGENDA_WAIT || next.step == AGENDA_WANT_TOKEN || next.step == AGENDA_REST;
    if (c->on_finished && waits && !c->busy && !last_rows_saving_people(c->o.last_rows)) {
        courier_end(c);
        return;
    }
    switch (next.step) {
    case AGENDA_REST:
    case AGENDA_WANT_TOKEN: /* it pokes us when it is there */
        break;
    case AGENDA_WAIT:
        loop_timer_start(c->timer, next.wait_ms);
        break;
    case AGENDA_FIND_TAB:
        step_send_plain(c, request_tabs, courier_tabs_answered);
        break;
    case AGENDA_READ:
        step_send_plain(c, request_rows, courier_rows_answered);
        break;
    case AGENDA_WRITE:
        courier_write(c);
        break;
    case AGENDA_REPAIR:
        if (c->hit_count)
            mend_send(c);
        else
            check_repair(c);
        break;
    }
}

/* Nobody calls back for a token that does not come, except the token. */
static bool token_fails(const struct courier *c, const char **ret_words, enum token_verdict *ret_verdict)
{
    *ret_verdict = token_trouble(c->o.token, ret_words);
    return *ret_verdict != TOKEN_GRANTED && !token_header(c->o.token);
}

static void look_at_token(struct courier *c)
{
    const char *words;
    enum token_verdict verdict;
    if (!token_fails(c, &words, &verdict))
        return;
    condition_set(c->o.condition, verdict == TOKEN_PERMANENT ? CONDITION_REFUSED : CONDITION_FAILS, words,
                  token_trouble_english(c->o.token));
    /* The token's trouble is told in its own name. */
    tasks_ended(c->o.tasks, TASK_FLUSH, TASK_SKIPPED, NULL);
    if (c->reconciling)
        tasks_ended(c->o.tasks, TASK_RECONCILE, TASK_SKIPPED, NULL);
    c->reconciling = false;
    c->handlers.on_trouble(c->ctx);
}

bool courier_can_read(const struct courier *c)
{
    const char *words;
    enum token_verdict verdict;
    return pace_works(&c->pace, QUOTA_READ) && !token_fails(c, &words, &verdict);
}

/* ---- Life. */

static void on_time(void *ctx)
{
    courier_next(ctx);
}

static void out_of_time(void *ctx)
{
    courier_end(ctx);
}

struct courier *courier_create(const struct courier_options *options, const struct courier_handlers *handlers,
                               void *ctx)
{
    struct courier *c = calloc(1, sizeof(*c));
    if (!c)
        abort();
    c->o = *options;
    c->handlers = *handlers;
    c->ctx = ctx;
    tab_init(&c->tab, options->tab_title);
    c->tab.known.sheet_id = tab_memo_read(options->journal, options->spreadsheet_id, options->tab_title);
    c->read_wanted = true;
    c->watch = watch_create();
    pace_init(&c->pace);
    pace_read(&c->pace, options->kept_pace, strlen(options->kept_pace), loop_now_ms(options->loop));
    check_kept(c);
    mend_begin(c);
    if (pace_inherited_write(&c->pace))
        check_inherited(c);
    c->timer = loop_timer_create(options->loop, on_time, c);
    c->finish_timer = loop_timer_create(options->loop, out_of_time, c);
    courier_count_outbox(c);
    loop_timer_start(c->timer, 0);
    return c;
}

void courier_destroy(struct courier **take_courier)
{
    struct courier *c = *take_courier;
    if (!c)
        return;
    *take_courier = NULL;
    loop_timer_destroy(&c->timer);
    loop_timer_destroy(&c->finish_timer);
    tab_free(&c->tab);
    cache_free(&c->cache);
    flush_free(&c->flush);
    watch_destroy(&c->watch);
    people_destroy(&c->people);
    free(c);
}

void courier_poke(struct courier *c)
{
    courier_count_outbox(c);
    look_at_token(c);
    courier_next(c);
}

void courier_want_read(struct courier *c)
{
    c->read_wanted = true;
    courier_next(c);
}

bool courier_has_work(const struct courier *c)
{
    return c->busy || c->read_wanted || c->waiting;
}

void courier_reconcile(struct courier *c)
{
    c->reconciling = true;
    look_at_token(c);
    courier_want_read(c);
}

void courier_expire(struct courier *c)
{
    if (!c->ids_moved) /* without it every row would seem to be new */
        cache_expire(&c->cache, loop_now_ms(c->o.loop));
}

const struct cache *courier_cache(const struct courier *c)
{
    return &c->cache;
}

void courier_finish(struct courier *c, uint64_t within_ms, void (*on_finished)(void *ctx), void *ctx)
{
    c->on_finished = on_finished;
    c->finish_ctx = ctx;
    loop_timer_start(c->finish_timer, within_ms);
    courier_count_outbox(c);
    courier_next(c);
}
