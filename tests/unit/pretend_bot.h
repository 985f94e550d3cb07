/* A pretend Discord, in place of rest.c, and a bot around it: what the bot asks waits here until the test
 * answers it. For one test program each; pretend_sheet.h adds the rows. */
#ifndef VIGIE_TEST_PRETEND_BOT_H
#define VIGIE_TEST_PRETEND_BOT_H

#include "caches.h"
#include "json_value.h"
#include "loop.h"
#include "operation.h"
#include "reporter.h"
#include "rest.h"

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

#define SENT_MAX 32
static struct {
    char method[8], path[160], body[8192];
    bool repeatable;
    uint64_t patience_ms, attempt_ms;
    rest_on_done *on_done;
    void *ctx;
} sent[SENT_MAX];
static size_t sent_count;

void rest_send(struct rest *rest, const struct rest_request *request, rest_on_done *on_done, void *ctx)
{
    (void)rest;
    assert_true(sent_count < SENT_MAX);
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

/* ---- The bot around it. */

static struct metrics metrics;
static struct bot_context bot;

static inline int setup(void **state)
{
    (void)state;
    sent_count = 0;
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
    operations_drop(&bot);
    caches_destroy(&bot.caches);
    return 0;
}

#define BOT_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
