/* The steps to Google. Every step ends in step_done, which decides when the next one is. */
#include "courier.h"

#include "agenda.h"
#include "flush.h"
#include "log.h"
#include "loop.h"
#include "pace.h"
#include "random.h"
#include "replies.h"
#include "report.h"
#include "tab.h"
#include "tab_memo.h"

#include <stdlib.h>
#include <string.h>

struct courier {
    struct courier_options o;
    struct courier_handlers handlers;
    void *ctx;
    struct loop_timer *timer, *finish_timer;
    struct tab tab;
    struct cache cache;
    struct pace pace;
    struct flush flush;
    uint64_t sent_ms;
    bool busy, read_wanted;
    bool stuck;     /* said that the outbox cannot be emptied */
    size_t waiting; /* rows in the outbox */
    struct map_survey survey;
    void (*on_finished)(void *ctx); /* set: we are finishing */
    void *finish_ctx;
};

#define STUCK_PAUSE_MS 5000

static void pump(struct courier *c);

static struct api_place place_of(const struct courier *c)
{
    return (struct api_place){c->o.base_url, c->o.spreadsheet_id, c->tab.known.title, c->tab.known.sheet_id};
}

/* ---- After each step. */

static void count_outbox(struct courier *c)
{
    c->waiting = report_outbox(c->o.metrics, c->o.journal);
}

static void finish(struct courier *c)
{
    void (*on_finished)(void *ctx) = c->on_finished;
    c->on_finished = NULL;
    loop_timer_stop(c->timer);
    loop_timer_stop(c->finish_timer);
    if (on_finished)
        on_finished(c->finish_ctx);
}

static void step_succeeded(struct courier *c, enum quota_kind kind)
{
    c->busy = false;
    pace_succeeded(&c->pace, kind);
    condition_set(c->o.condition, CONDITION_WORKS, "");
    pump(c);
}

static void step_failed(struct courier *c, const struct outcome *outcome, enum quota_kind kind)
{
    log_event(LOG_DEBUG, "sheets.step_failed", LOG_WITH(log_text("class", outcome_name(outcome->class))),
              "%s", outcome->words);
    c->busy = false;
    if (outcome->class == OUTCOME_PLACE)
        tab_doubt(&c->tab);
    if (pace_failed(&c->pace, outcome, kind, loop_now_ms(c->o.loop), random_u32())) {
        metrics_add(c->o.metrics, METRIC_TASK_FAILURES, 1);
        condition_set(c->o.condition, outcome->class == OUTCOME_PARKED ? CONDITION_REFUSED : CONDITION_FAILS,
                      outcome->words);
        c->handlers.on_trouble(c->ctx);
    }
    if (c->on_finished)
        finish(c);
    else
        pump(c);
}

/* Status 200, but nothing that can be read. */
static void step_unreadable(struct courier *c, enum quota_kind kind)
{
    struct outcome outcome = {.class = OUTCOME_AMBIGUOUS, .words = "Google Sheets répond de façon illisible"};
    step_failed(c, &outcome, kind);
}

/* Before the request leaves: a successor must not spend again what we spent. */
static void keep_pace(struct courier *c)
{
    struct buffer kept;
    buffer_init(&kept, 8192);
    pace_write(&c->pace, &kept);
    c->handlers.on_keep(c->ctx, buffer_string(&kept), kept.length);
    buffer_free(&kept);
}

static void send_step(struct courier *c, struct api_request *request, google_on_done *on_done)
{
    c->busy = true;
    c->sent_ms = loop_now_ms(c->o.loop);
    pace_sent(&c->pace, request->is_write ? QUOTA_WRITE : QUOTA_READ, c->sent_ms);
    keep_pace(c);
    google_send(c->o.google, request, on_done, c);
    api_request_free(request);
}

/* A request that needs to know no more than where the rows are. */
static void send_plain(struct courier *c, void (*fill)(struct api_request *, const struct api_place *),
                       google_on_done *on_done)
{
    struct api_request request;
    struct api_place place = place_of(c);
    fill(&request, &place);
    send_step(c, &request, on_done);
}

/* ---- Finding, widening, creating the tab. */

static void tab_written(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    /* Whatever came of it, the next look at the tabs tells. */
    if (outcome->class == OUTCOME_DONE && !reply_is_written(body, length))
        step_unreadable(c, QUOTA_WRITE);
    else if (outcome->class == OUTCOME_DONE)
        step_succeeded(c, QUOTA_WRITE);
    else
        step_failed(c, outcome, QUOTA_WRITE);
}

static void create_tab(struct courier *c)
{
    struct api_request request;
    struct api_place place = place_of(c);
    place.title = c->tab.wished_title;
    place.sheet_id = random_u32() >> 1;
    report_tab_created(place.title);
    request_new_tab(&request, &place);
    send_step(c, &request, tab_written);
}

static void tabs_answered(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    static const struct outcome NO_TAB = {
        .class = OUTCOME_PARKED,
        .words =
            "le classeur n'a aucun onglet de cellules. Ajoutez un onglet, ou donnez VALIDATION_SHEET_TITLE."};
    struct courier *c = ctx;
    if (outcome->class != OUTCOME_DONE) {
        step_failed(c, outcome, QUOTA_READ);
        return;
    }
    switch (tab_look(&c->tab, body, length)) {
    case TAB_READY:
        if (tab_is_renamed(&c->tab))
            report_tab_renamed(c->tab.known.title);
        tab_memo_write(c->o.journal, c->o.spreadsheet_id, c->o.tab_title, c->tab.known.sheet_id);
        step_succeeded(c, QUOTA_READ);
        break;
    case TAB_NARROW:
        send_plain(c, request_widen, tab_written);
        break;
    case TAB_MISSING:
        create_tab(c);
        break;
    case TAB_VANISHED:
        step_succeeded(c, QUOTA_READ);
        break;
    case TAB_NONE:
        step_failed(c, &NO_TAB, QUOTA_READ);
        break;
    case TAB_UNREADABLE:
        step_unreadable(c, QUOTA_READ);
        break;
    }
}

/* ---- Reading. */

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
    metrics_add(c->o.metrics, METRIC_SHEETS_WRITTEN, (double)c->flush.plan.count);
    flush_landed(&c->flush, c->o.journal, c->cache.map);
    count_outbox(c);
    step_succeeded(c, QUOTA_WRITE);
}

/* Google dislikes something in the batch. */
static void batch_refused(struct courier *c, const struct outcome *outcome)
{
    const struct waiting_row *culprit = flush_refused(&c->flush, c->o.journal, outcome->words);
    if (culprit)
        report_dead_letter(culprit, outcome->words);
    count_outbox(c);
    c->busy = false;
    pump(c);
}

static void write_answered(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    bool written = outcome->class == OUTCOME_DONE && reply_is_written(body, length);
    if (outcome->class == OUTCOME_AMBIGUOUS || (outcome->class == OUTCOME_DONE && !written))
        cache_doubt(&c->cache); /* it may have landed: read before resending */
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
    struct api_place place = place_of(c);
    enum plan_kind kind = flush_prepare(&c->flush, c->o.journal, c->cache.map, &place, &request, &settled);
    metrics_add(c->o.metrics, METRIC_SHEETS_WRITTEN, (double)settled);
    c->stuck = c->stuck && !settled;
    count_outbox(c);
    if (kind != PLAN_NOTHING) {
        send_step(c, &request, write_answered);
        return;
    }
    if (c->flush.plan.places_missing)
        cache_doubt(&c->cache);
    if (c->flush.plan.present_count &&
        !settled) { /* a full disk: what is in the sheet cannot leave the outbox */
        report_outbox_stuck(&c->stuck);
        pace_delay_writes(&c->pace, loop_now_ms(c->o.loop) + STUCK_PAUSE_MS);
    }
    loop_timer_start(c->timer, 1); /* not 0: libuv would call it again and again within this turn */
}

/* ---- What is next. */

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
        .backoff_ms = pace_pause_ms(&c->pace, now),
        .spacing_ms = c->on_finished ? 0 : pace_spacing_ms(&c->pace, now),
        .read_quota_ms = pace_quota_ms(&c->pace, QUOTA_READ, now),
        .write_quota_ms = pace_quota_ms(&c->pace, QUOTA_WRITE, now),
    };
    return agenda_next(&situation);
}

static void pump(struct courier *c)
{
    struct agenda next = next_step(c);
    bool can_act =
        c->busy || (next.step != AGENDA_REST && next.step != AGENDA_WAIT && next.step != AGENDA_WANT_TOKEN);
    if (c->on_finished && !can_act) {
        finish(c);
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
        send_plain(c, request_tabs, tabs_answered);
        break;
    case AGENDA_READ:
        send_plain(c, request_rows, rows_answered);
        break;
    case AGENDA_WRITE:
        write_rows(c);
        break;
    }
}

static void on_time(void *ctx)
{
    pump(ctx);
}

static void out_of_time(void *ctx)
{
    finish(ctx);
}

/* A token that does not come is trouble too, but nobody calls back for that except the token. */
static void look_at_token(struct courier *c)
{
    const char *words;
    enum token_verdict verdict = token_trouble(c->o.token, &words);
    if (verdict == TOKEN_GRANTED || token_header(c->o.token))
        return;
    condition_set(c->o.condition, verdict == TOKEN_PERMANENT ? CONDITION_REFUSED : CONDITION_FAILS, words);
    c->handlers.on_trouble(c->ctx);
}

/* ---- Life. */

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
    pace_init(&c->pace);
    pace_read(&c->pace, options->kept_pace, strlen(options->kept_pace), loop_now_ms(options->loop));
    c->timer = loop_timer_create(options->loop, on_time, c);
    c->finish_timer = loop_timer_create(options->loop, out_of_time, c);
    count_outbox(c);
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
    free(c);
}

void courier_poke(struct courier *c)
{
    count_outbox(c);
    look_at_token(c);
    pump(c);
}

void courier_want_read(struct courier *c)
{
    c->read_wanted = true;
    pump(c);
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
    count_outbox(c);
    pump(c);
}
