/* What the courier does next; reading the sheet and writing to it. */
#include "courier_inside.h"

#include "agenda.h"
#include "loop.h"
#include "reconcile.h"
#include "replies.h"
#include "report.h"
#include "tab_memo.h"
#include "tasks.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STUCK_PAUSE_MS 5000

/* ---- Reading. */

/* Rows that wait in the outbox are on their way to being different. */
static bool on_its_way(void *ctx, uint64_t id)
{
    struct courier *c = ctx;
    char key[24];
    struct row row;
    snprintf(key, sizeof(key), "%" PRIu64, id);
    return journal_find(c->o.journal, key, &row);
}

static void compare(struct courier *c, const struct row_map *now)
{
    c->reconciling = false;
    if (!c->cache.map ||
        !c->cache.places_known) { /* a write may have landed: nothing is believed for certain */
        tasks_ended(c->o.tasks, TASK_RECONCILE, TASK_SKIPPED, NULL);
        return;
    }
    struct divergence divergence = reconcile(c->cache.map, now, on_its_way, c);
    metrics_add(c->o.metrics, METRIC_SHEETS_DIVERGED, (double)(divergence.changed + divergence.gone));
    report_divergence(&divergence);
    tasks_ended(c->o.tasks, TASK_RECONCILE, TASK_DONE, NULL);
}

static void rows_answered(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    if (outcome->class != OUTCOME_DONE) {
        step_failed(c, outcome, QUOTA_READ);
        return;
    }
    struct row_map *map = row_map_create();
    if (err_is(reply_rows(body, length, map))) {
        row_map_destroy(&map);
        step_unreadable(c, QUOTA_READ);
        return;
    }
    if (c->reconciling)
        compare(c, map);
    check_image(c, map);
    cache_fill(&c->cache, &map, c->sent_ms);
    struct map_survey survey = row_map_survey(c->cache.map);
    report_survey(c->o.metrics, &c->survey, &survey);
    c->survey = survey;
    c->read_wanted = false;
    c->handlers.on_image(c->ctx);
    step_succeeded(c, QUOTA_READ);
}

/* ---- Writing. */

static void batch_landed(struct courier *c)
{
    report_healed(c->flush.plan.healed);
    check_landed(c);
    metrics_add(c->o.metrics, METRIC_SHEETS_WRITTEN, (double)c->flush.plan.count);
    flush_landed(&c->flush, c->o.journal, c->cache.map);
    courier_count_outbox(c);
    step_succeeded(c, QUOTA_WRITE);
}

/* Google dislikes something in the batch. */
static void batch_refused(struct courier *c, const struct outcome *outcome)
{
    char cells[PLAN_CELLS_SIZE];
    const struct waiting_row *culprit = flush_refused(&c->flush, c->o.journal, outcome->words);
    if (culprit)
        report_dead_letter(culprit, plan_cells(&c->flush.plan, cells), outcome->words);
    courier_count_outbox(c);
    c->busy = false;
    courier_next(c);
}

static void write_answered(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    bool written = outcome->class == OUTCOME_DONE && reply_is_written(body, length);
    step_write_answered(c);
    if (outcome->class == OUTCOME_AMBIGUOUS || (outcome->class == OUTCOME_DONE && !written))
        check_doubted(c);
    if (written)
        batch_landed(c);
    else if (outcome->class == OUTCOME_DONE)
        step_unreadable(c, QUOTA_WRITE);
    else if (outcome->class == OUTCOME_CONTENT)
        batch_refused(c, outcome);
    else
        step_failed(c, outcome, QUOTA_WRITE);
}

static void write_rows(struct courier *c)
{
    size_t settled = 0;
    struct api_request request;
    struct api_place place = courier_place(c);
    enum plan_kind kind = flush_prepare(&c->flush, c->o.journal, c->cache.map, &place, &request, &settled);
    metrics_add(c->o.metrics, METRIC_SHEETS_WRITTEN, (double)settled);
    for (size_t i = 0; i < c->flush.plan.present_count; i++)
        watch_present(c->watch, &c->flush.plan.present[i]->row);
    c->stuck = c->stuck && !settled;
    if (settled)
        courier_works(c, QUOTA_WRITE); /* it had landed */
    courier_count_outbox(c);
    if (kind != PLAN_NOTHING) {
        step_send(c, &request, write_answered);
        return;
    }
    if (c->flush.plan.places_missing)
        cache_doubt(&c->cache);
    /* A full disk: what is in the sheet cannot leave the outbox. */
    if (c->flush.plan.present_count && !settled) {
        report_outbox_stuck(&c->stuck);
        pace_delay_writes(&c->pace, loop_now_ms(c->o.loop) + STUCK_PAUSE_MS);
    }
    loop_timer_start(c->timer, 1); /* not 0: libuv would call it again and again within this turn */
}

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
        .image_exact = cache_exact(&c->cache, now),
        .repair_wanted = c->twin.id && !c->on_finished,
        .check_ms = check_ms(c, now),
        .read_pause_ms = pace_pause_ms(&c->pace, QUOTA_READ, now),
        .write_pause_ms = pace_pause_ms(&c->pace, QUOTA_WRITE, now),
        .spacing_ms = c->on_finished ? 0 : pace_spacing_ms(&c->pace, now),
        .read_quota_ms = pace_quota_ms(&c->pace, QUOTA_READ, now),
        .write_quota_ms = pace_quota_ms(&c->pace, QUOTA_WRITE, now),
    };
    return agenda_next(&situation);
}

void courier_next(struct courier *c)
{
    struct agenda next = next_step(c);
    bool waits = next.step == AGENDA_WAIT || next.step == AGENDA_WANT_TOKEN || next.step == AGENDA_REST;
    if (c->on_finished && waits && !c->busy) {
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
        step_send_plain(c, request_rows, rows_answered);
        break;
    case AGENDA_WRITE:
        write_rows(c);
        break;
    case AGENDA_REPAIR:
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
    condition_set(c->o.condition, verdict == TOKEN_PERMANENT ? CONDITION_REFUSED : CONDITION_FAILS, words);
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
    courier_want_read(c);
}

void courier_expire(struct courier *c)
{
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
