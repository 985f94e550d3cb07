/* A pretend Discord and a pretend sheet, in place of rest.c and row_store.c: what the bot asks waits here
 * until the test answers it. For one test program each. */
#ifndef VIGIE_TEST_PRETEND_H
#define VIGIE_TEST_PRETEND_H

#include "caches.h"
#include "context.h"
#include "json_value.h"
#include "loop.h"
#include "reporter.h"
#include "rest.h"
#include "row_store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NOW_MS 1000000u

/* ---- Discord. */

#define SENT_MOST 32
static struct {
    char method[8], path[160], body[8192];
    bool repeatable;
    uint64_t patience_ms, attempt_ms;
    rest_on_done *on_done;
    void *ctx;
} sent[SENT_MOST];
static size_t sent_count;

void rest_send(struct rest *rest, const struct rest_request *request, rest_on_done *on_done, void *ctx)
{
    (void)rest;
    assert_true(sent_count < SENT_MOST);
    snprintf(sent[sent_count].method, sizeof(sent[0].method), "%s", request->method);
    snprintf(sent[sent_count].path, sizeof(sent[0].path), "%s", request->path);
    snprintf(sent[sent_count].body, sizeof(sent[0].body), "%s", request->body ? request->body : "");
    sent[sent_count].repeatable = request->repeatable;
    sent[sent_count].patience_ms = request->patience_ms;
    sent[sent_count].attempt_ms = request->attempt_ms;
    sent[sent_count].on_done = on_done;
    sent[sent_count++].ctx = ctx;
}

static bool was_resent; /* what answers say of that */

static inline void answer_with(size_t which, enum rest_outcome outcome, int64_t code, const char *json)
{
    struct json_value *document = NULL;
    if (json)
        assert_false(err_is(json_parse(json, strlen(json), &document)));
    struct rest_result result = {.outcome = outcome,
                                 .status = 200,
                                 .code = code,
                                 .json = document,
                                 .label = "test",
                                 .was_resent = was_resent};
    assert_true(which < sent_count);
    sent[which].on_done(sent[which].ctx, &result);
    json_destroy(&document);
}

static inline void answer(size_t which, const char *json)
{
    answer_with(which, REST_DONE, -1, json);
}

static inline void assert_sent(size_t which, const char *method, const char *path)
{
    assert_true(which < sent_count);
    assert_string_equal(sent[which].method, method);
    assert_string_equal(sent[which].path, path);
}

uint64_t loop_now_ms(const struct loop *loop)
{
    (void)loop;
    return NOW_MS;
}

/* The one timer there is: of validation_role.c. */
static struct {
    void (*on_time)(void *ctx);
    void *ctx;
    bool active;
} timer;

struct loop_timer *loop_timer_create(struct loop *loop, void (*on_time)(void *ctx), void *ctx)
{
    (void)loop;
    timer.on_time = on_time;
    timer.ctx = ctx;
    timer.active = false;
    return (struct loop_timer *)(void *)&timer;
}

void loop_timer_start(struct loop_timer *t, uint64_t after_ms)
{
    (void)after_ms;
    timer.active = t != NULL;
}

void loop_timer_stop(struct loop_timer *t)
{
    (void)t;
    timer.active = false;
}

bool loop_timer_active(const struct loop_timer *t)
{
    (void)t;
    return timer.active;
}

void loop_timer_destroy(struct loop_timer **t)
{
    *t = NULL;
}

void reporter_send(struct reporter *reporter)
{
    (void)reporter;
}

/* ---- The sheet: one question waits at a time. */

static struct {
    size_t asked;
    uint64_t operation, patience_ms;
    struct row row;
    row_on_reply *on_reply;
    void *ctx;
} gets, puts_;

void row_store_get(struct row_store *store, uint64_t ticket, uint64_t patience_ms, row_on_reply *on_reply,
                   void *ctx)
{
    (void)store;
    assert_true(ticket != 0);
    gets.asked++;
    gets.patience_ms = patience_ms;
    gets.on_reply = on_reply;
    gets.ctx = ctx;
}

void row_store_put(struct row_store *store, uint64_t ticket, const struct row_operations *operations,
                   const struct row *row, uint64_t patience_ms, row_on_reply *on_reply, void *ctx)
{
    (void)store;
    assert_true(ticket != 0);
    row_free(&puts_.row);
    row_copy(&puts_.row, row);
    puts_.asked++;
    assert_int_equal(operations->count, 1);
    puts_.operation = operations->ids[0];
    puts_.patience_ms = patience_ms;
    puts_.on_reply = on_reply;
    puts_.ctx = ctx;
}

const char *row_store_trouble(const struct row_store *store)
{
    (void)store;
    return "";
}

static inline void give_row(const char *b, const char *c, const char *d)
{
    struct row row;
    assert_false(err_is(row_read(&row, b, c, d)));
    gets.on_reply(gets.ctx, &(struct row_reply){.row = &row, .known = true});
    row_free(&row);
}

static inline void refuse_row(const char *reason)
{
    gets.on_reply(gets.ctx, &(struct row_reply){.refused = reason});
}

static inline void refuse_row_for_good(const char *reason)
{
    gets.on_reply(gets.ctx, &(struct row_reply){.refused = reason, .off = true});
}

static inline void store_row(void)
{
    puts_.on_reply(puts_.ctx, &(struct row_reply){.row = &puts_.row, .known = true});
}

/* ---- The bot around it. */

static struct metrics metrics;
static struct bot_context bot;

static inline int setup(void **state)
{
    (void)state;
    sent_count = gets.asked = puts_.asked = 0;
    was_resent = false;
    metrics_init(&metrics, WORKER_GATEWAY);
    bot = (struct bot_context){
        .metrics = &metrics, .caches = caches_create(1024 * 1024), .ticket_prefix = "【🎭】"};
    bot.channels = bot.caches->channels;
    return 0;
}

static inline int teardown(void **state)
{
    (void)state;
    stories_drop(&bot);
    caches_destroy(&bot.caches);
    row_free(&puts_.row);
    return 0;
}

#define BOT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
