/* The steps to Google. Every step ends in step_done, which decides when the next one is. */
#include "courier.h"

#include "agenda.h"
#include "backoff.h"
#include "clock.h"
#include "load.h"
#include "log.h"
#include "loop.h"
#include "plan.h"
#include "quota.h"
#include "random.h"
#include "replies.h"

#include <stdlib.h>
#include <string.h>

#define WRITE_SPACING_MS 1250 /* Google advises at most one request per second and sheet */

struct courier {
    struct courier_options o;
    struct courier_handlers handlers;
    void *ctx;
    struct loop_timer *timer, *finish_timer;
    struct api_tab tab; /* title NULL: not known; sheet_id stays over a rename */
    struct cache cache;
    struct quota quota;
    struct backoff backoff;
    struct batch_size batch_size;
    struct load load;
    struct plan plan;
    uint64_t sent_ms, pause_until_ms, next_write_ms;
    bool busy, read_wanted, token_was_refused;
    size_t waiting; /* rows in the outbox */
    struct map_survey survey;
    void (*on_finished)(void *ctx); /* set: we are finishing */
    void *finish_ctx;
};

static void pump(struct courier *c);

static struct api_place place_of(const struct courier *c)
{
    return (struct api_place){c->o.base_url, c->o.spreadsheet_id,
                              c->tab.title ? c->tab.title : c->o.tab_title, c->tab.sheet_id};
}

/* ---- After each step. */

static void count_outbox(struct courier *c)
{
    struct journal_counts counts = journal_counts(c->o.journal);
    c->waiting = counts.waiting;
    metrics_set(c->o.metrics, METRIC_SHEETS_QUEUE, (double)counts.waiting);
    metrics_set(c->o.metrics, METRIC_SHEETS_QUEUE_SINCE, (double)counts.oldest_wall_ms / 1000);
    metrics_set(c->o.metrics, METRIC_SHEETS_DEAD, (double)counts.dead);
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
    c->backoff.failures = 0;
    c->pause_until_ms = 0;
    c->token_was_refused = false;
    quota_granted(&c->quota, kind);
    condition_set(c->o.condition, CONDITION_WORKS, "");
    pump(c);
}

static void pause_after(struct courier *c, const struct outcome *outcome, enum quota_kind kind)
{
    uint64_t now = loop_now_ms(c->o.loop);
    bool first_token_refusal = outcome->class == OUTCOME_TOKEN && !c->token_was_refused;
    c->token_was_refused = outcome->class == OUTCOME_TOKEN;
    if (outcome->class == OUTCOME_QUOTA)
        quota_exceeded(&c->quota, kind, now, outcome->retry_after_s, random_u32());
    else if (!first_token_refusal) /* a token may die early; a second one in a row is an error */
        c->pause_until_ms = now + (outcome->retry_after_s ? outcome->retry_after_s * 1000u
                                                          : backoff_failed_spaced(&c->backoff, random_u32()));
}

static void step_failed(struct courier *c, const struct outcome *outcome, enum quota_kind kind)
{
    log_event(LOG_DEBUG, "sheets.step_failed", LOG_WITH(log_text("class", outcome_name(outcome->class))),
              "%s", outcome->words);
    c->busy = false;
    pause_after(c, outcome, kind);
    if (outcome->class == OUTCOME_PLACE) {
        free(c->tab.title);
        c->tab.title = NULL;
    }
    condition_set(c->o.condition, outcome->class == OUTCOME_PARKED ? CONDITION_REFUSED : CONDITION_FAILS,
                  outcome->words);
    c->handlers.on_trouble(c->ctx);
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

static void send_step(struct courier *c, struct api_request *request, google_on_done *on_done)
{
    c->busy = true;
    c->sent_ms = loop_now_ms(c->o.loop);
    quota_take(&c->quota, request->is_write ? QUOTA_WRITE : QUOTA_READ, c->sent_ms);
    google_send(c->o.google, request, on_done, c);
    api_request_free(request);
}

/* ---- Finding, widening, creating the tab. */

static void tab_written(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    bool good = outcome->class == OUTCOME_DONE && reply_is_written(body, length);
    /* Whatever came of it, the next look at the tabs tells. */
    if (good || outcome->class == OUTCOME_PLACE)
        step_succeeded(c, QUOTA_WRITE);
    else if (outcome->class == OUTCOME_DONE)
        step_unreadable(c, QUOTA_WRITE);
    else
        step_failed(c, outcome, QUOTA_WRITE);
}

static void create_tab(struct courier *c)
{
    struct api_request request;
    c->tab.sheet_id = random_u32() >> 1;
    struct api_place place = place_of(c);
    c->tab.sheet_id = -1; /* found by its title at the next look */
    log_event(LOG_NOTICE, "sheets.tab_created", LOG_WITH(log_text("tab", c->o.tab_title)),
              "L'onglet manque : je le crée");
    request_new_tab(&request, &place);
    send_step(c, &request, tab_written);
}

static void widen_tab(struct courier *c)
{
    struct api_request request;
    struct api_place place = place_of(c);
    request_widen(&request, &place);
    free(c->tab.title);
    c->tab.title = NULL; /* look again */
    send_step(c, &request, tab_written);
}

/* The tab is not there. */
static void tab_missing(struct courier *c)
{
    if (c->tab.sheet_id >= 0) { /* deleted: look for it by title */
        c->tab.sheet_id = -1;
        c->busy = false;
        pump(c);
    } else if (c->o.tab_title) {
        create_tab(c);
    } else {
        struct outcome outcome = {
            .class = OUTCOME_PARKED,
            .words = "le classeur n'a aucun onglet de cellules. Ajoutez un onglet, ou donnez "
                     "VALIDATION_SHEET_TITLE."};
        step_failed(c, &outcome, QUOTA_READ);
    }
}

static void tab_found(struct courier *c, struct api_tab *take_tab)
{
    if (c->o.tab_title && strcmp(c->o.tab_title, take_tab->title) != 0)
        log_event(LOG_NOTICE, "sheets.tab_renamed", LOG_WITH(log_text("tab", take_tab->title)),
                  "L'onglet a été renommé, je le suis ; mettez le nouveau nom dans VALIDATION_SHEET_TITLE");
    free(c->tab.title);
    c->tab = *take_tab;
    if (c->tab.columns < COLUMNS)
        widen_tab(c);
    else
        step_succeeded(c, QUOTA_READ);
}

static void tabs_answered(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    struct api_tab tab = {0};
    bool found = false;
    const struct api_tab_wish wish = {c->o.tab_title, c->tab.sheet_id};
    if (outcome->class != OUTCOME_DONE)
        step_failed(c, outcome, QUOTA_READ);
    else if (err_is(reply_tabs(body, length, &wish, &found, &tab)))
        step_unreadable(c, QUOTA_READ);
    else if (found)
        tab_found(c, &tab);
    else
        tab_missing(c);
}

static void find_tab(struct courier *c)
{
    struct api_request request;
    struct api_place place = place_of(c);
    request_tabs(&request, &place);
    send_step(c, &request, tabs_answered);
}

/* ---- Reading. */

/* Said once per change: what only a person can put right. */
static void report_survey(struct courier *c)
{
    struct map_survey s = row_map_survey(c->cache.map);
    if (s.duplicates && s.duplicates != c->survey.duplicates)
        log_event(LOG_WARN, "sheets.duplicates",
                  LOG_WITH(log_int("count", (int64_t)s.duplicates), log_int("row", s.first_duplicate)),
                  "Des lignes de la feuille portent le même channel_id ; la plus haute compte. Supprimez les "
                  "autres");
    if (s.rounded && s.rounded != c->survey.rounded)
        log_event(LOG_WARN, "sheets.rounded",
                  LOG_WITH(log_int("count", (int64_t)s.rounded), log_int("row", s.first_rounded)),
                  "Des channel_id ont été retapés comme nombres et arrondis par Google ; je les répare quand "
                  "leur salon sert");
    c->survey = s;
    metrics_set(c->o.metrics, METRIC_SHEETS_ROWS, (double)s.rows);
    metrics_set(c->o.metrics, METRIC_SHEETS_READ_AT, (double)clock_wall_ms() / 1000);
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
    cache_fill(&c->cache, &map, c->sent_ms);
    report_survey(c);
    c->read_wanted = false;
    c->handlers.on_image(c->ctx);
    step_succeeded(c, QUOTA_READ);
}

static void read_rows(struct courier *c)
{
    struct api_request request;
    struct api_place place = place_of(c);
    request_rows(&request, &place);
    send_step(c, &request, rows_answered);
}

/* ---- Writing. */

static void settle(struct courier *c, const struct waiting_row *const *rows, size_t count)
{
    struct waiting_row settled[PLAN_ROWS_MOST];
    for (size_t i = 0; i < count; i++)
        settled[i] = *rows[i];
    if (count)
        (void)journal_settle(c->o.journal, settled, count);
    metrics_add(c->o.metrics, METRIC_SHEETS_WRITTEN, (double)count);
    count_outbox(c);
}

static void batch_landed(struct courier *c)
{
    for (size_t i = 0; i < c->plan.count; i++) {
        const struct row *row = &c->plan.batch[i]->row;
        row_map_wrote(c->cache.map, strtoull(row->key, NULL, 10), row->b, row->c, row->d);
    }
    if (c->plan.healed)
        log_event(LOG_NOTICE, "sheets.healed", LOG_WITH(log_int("rows", (int64_t)c->plan.healed)),
                  "Des channel_id arrondis ont été réparés dans la feuille");
    batch_size_taken(&c->batch_size);
    settle(c, c->plan.batch, c->plan.count);
    step_succeeded(c, QUOTA_WRITE);
}

/* Google dislikes something in the batch: halve it until it is found. */
static void batch_disliked(struct courier *c, const struct outcome *outcome)
{
    c->busy = false;
    if (batch_size_refused(&c->batch_size, c->plan.count)) {
        const struct waiting_row *culprit = c->plan.batch[0];
        log_event(LOG_ERROR, "sheets.dead_letter", LOG_WITH(log_text("channel", culprit->row.key)),
                  "❌ Erreur critique : Google refuse cette ligne pour ce qu'elle contient ; elle est gardée "
                  "de côté, les autres "
                  "continuent. Corrigez-la depuis le salon : %s",
                  outcome->words);
        journal_bury(c->o.journal, culprit, outcome->words);
        count_outbox(c);
    }
    pump(c);
}

static void write_answered(void *ctx, const struct outcome *outcome, const char *body, size_t length)
{
    struct courier *c = ctx;
    c->next_write_ms = c->sent_ms + WRITE_SPACING_MS;
    if (outcome->class == OUTCOME_DONE && reply_is_written(body, length)) {
        batch_landed(c);
    } else if (outcome->class == OUTCOME_CONTENT) {
        batch_disliked(c, outcome);
    } else {
        if (outcome->class == OUTCOME_AMBIGUOUS || outcome->class == OUTCOME_DONE)
            cache_doubt(&c->cache); /* it may have landed: read before resending */
        if (outcome->class == OUTCOME_DONE)
            step_unreadable(c, QUOTA_WRITE);
        else
            step_failed(c, outcome, QUOTA_WRITE);
    }
}

static void write_rows(struct courier *c)
{
    load_fill(&c->load, c->o.journal);
    plan_make(&c->plan, c->load.rows, c->load.count, c->cache.map, batch_size(&c->batch_size));
    settle(c, c->plan.present, c->plan.present_count);
    struct api_request request;
    struct api_place place = place_of(c);
    if (c->plan.kind == PLAN_NOTHING) {
        if (c->plan.places_missing)
            cache_doubt(&c->cache);
        loop_timer_start(c->timer, 0);
        return;
    }
    if (c->plan.kind == PLAN_UPDATES)
        request_updates(&request, &place, c->plan.updates, c->plan.count);
    else
        request_inserts(&request, &place, c->plan.inserts, c->plan.count);
    send_step(c, &request, write_answered);
}

/* ---- What is next. */

static uint64_t left_ms(uint64_t until_ms, uint64_t now_ms)
{
    return until_ms > now_ms ? until_ms - now_ms : 0;
}

static struct agenda next_step(struct courier *c)
{
    uint64_t now = loop_now_ms(c->o.loop);
    const struct situation situation = {
        .busy = c->busy,
        .has_token = token_header(c->o.token) != NULL,
        .tab_known = c->tab.title != NULL,
        .read_wanted = c->read_wanted && !c->on_finished,
        .rows_wait = c->waiting > 0,
        .image_exact = cache_exact(&c->cache, now),
        .backoff_ms = left_ms(c->pause_until_ms, now),
        .spacing_ms = c->on_finished ? 0 : left_ms(c->next_write_ms, now),
        .read_quota_ms = quota_wait_ms(&c->quota, QUOTA_READ, now),
        .write_quota_ms = quota_wait_ms(&c->quota, QUOTA_WRITE, now),
    };
    return agenda_next(&situation);
}

static void pump(struct courier *c)
{
    struct agenda next = next_step(c);
    bool idle = next.step == AGENDA_REST && !c->busy;
    if (c->on_finished && (idle || next.step == AGENDA_WAIT || next.step == AGENDA_WANT_TOKEN)) {
        finish(c);
        return;
    }
    switch (next.step) {
    case AGENDA_REST:
    case AGENDA_WANT_TOKEN:
        break;
    case AGENDA_WAIT:
        loop_timer_start(c->timer, next.wait_ms);
        break;
    case AGENDA_FIND_TAB:
        find_tab(c);
        break;
    case AGENDA_READ:
        read_rows(c);
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
    c->tab.sheet_id = -1;
    c->read_wanted = true;
    c->backoff = (struct backoff){.first_ms = 1000, .cap_ms = 30000};
    quota_init(&c->quota);
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
    api_tab_free(&c->tab);
    cache_free(&c->cache);
    load_free(&c->load);
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
