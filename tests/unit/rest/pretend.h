/* A pretend clock and a pretend HTTP client, in place of loop.c and http_client.c: what rest.c asks waits
 * here until the test answers it. For one test program each. */
#ifndef VIGIE_TEST_PRETEND_H
#define VIGIE_TEST_PRETEND_H

#include "buffer.h"
#include "gate.h"
#include "http_client.h"
#include "loop.h"
#include "rest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

/* ---- The pretend clock: one timer is all that rest.c has. */

static uint64_t now_ms;
static struct {
    void (*on_time)(void *ctx);
    void *ctx;
    bool active;
    uint64_t at_ms;
} timer;

uint64_t loop_now_ms(const struct loop *loop)
{
    (void)loop;
    return now_ms;
}

struct loop_timer *loop_timer_create(struct loop *loop, void (*on_time)(void *ctx), void *ctx)
{
    (void)loop;
    timer.on_time = on_time;
    timer.ctx = ctx;
    timer.active = false;
    return (struct loop_timer *)&timer;
}

void loop_timer_start(struct loop_timer *t, uint64_t after_ms)
{
    (void)t;
    timer.active = true;
    timer.at_ms = now_ms + after_ms;
}

void loop_timer_stop(struct loop_timer *t)
{
    (void)t;
    timer.active = false;
}

void loop_timer_destroy(struct loop_timer **t)
{
    *t = NULL;
}

static inline void advance_to(uint64_t ms)
{
    while (timer.active && timer.at_ms <= ms) {
        now_ms = timer.at_ms > now_ms ? timer.at_ms : now_ms;
        timer.active = false;
        timer.on_time(timer.ctx);
    }
    now_ms = ms;
}

/* ---- The pretend HTTP client. */

#define SENT_MOST 64
static struct {
    char url[256], authorization[64], content_type[64];
    bool once;
    http_on_done *on_done;
    void *ctx;
    bool open;
} sent[SENT_MOST];
static size_t sent_count;
static const char *answer_headers;
static unsigned sendings; /* how often libcurl says that it sent each */

/* "" if there is none. */
static inline void keep_header(const struct http_request *request, const char *name, char value[64])
{
    value[0] = '\0';
    for (size_t i = 0; i < HTTP_HEADERS_MOST && request->headers[i]; i++)
        if (strncmp(request->headers[i], name, strlen(name)) == 0)
            snprintf(value, 64, "%s", request->headers[i] + strlen(name));
}

uint64_t http_send(struct http_client *client, const struct http_request *request, http_on_done *on_done,
                   void *ctx)
{
    (void)client;
    assert_true(sent_count < SENT_MOST);
    snprintf(sent[sent_count].url, sizeof(sent[0].url), "%s", request->url);
    keep_header(request, "Authorization: ", sent[sent_count].authorization);
    keep_header(request, "Content-Type: ", sent[sent_count].content_type);
    sent[sent_count].on_done = on_done;
    sent[sent_count].ctx = ctx;
    sent[sent_count].open = true;
    sent[sent_count].once = request->once;
    return ++sent_count;
}

void http_cancel(struct http_client *client, uint64_t ticket)
{
    (void)client;
    sent[ticket - 1].open = false;
}

const char *http_response_header(const struct http_response *response, const char *name)
{
    (void)response;
    static char value[128];
    for (const char *line = answer_headers; line && *line;
         line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL) {
        size_t length = strlen(name);
        if (strncasecmp(line, name, length) != 0 || line[length] != ':')
            continue;
        snprintf(value, sizeof(value), "%.*s", (int)strcspn(line + length + 2, "\n"), line + length + 2);
        return value;
    }
    return NULL;
}

static inline void answer(size_t which, int status, const char *headers, const char *body)
{
    struct http_response response = {
        .status = status, .body = body, .body_length = strlen(body), .sendings = sendings};
    answer_headers = headers;
    assert_true(sent[which].open);
    sent[which].open = false;
    sent[which].on_done(sent[which].ctx, ERR_OK, &response);
}

static inline void lose(size_t which, bool may_have_arrived)
{
    struct http_response response = {
        .body = "", .may_have_arrived = may_have_arrived, .sendings = may_have_arrived ? sendings : 0};
    sent[which].open = false;
    sent[which].on_done(sent[which].ctx, err_make(ERR_CURL, "test", 56), &response);
}

/* ---- The tests' hands. */

static struct rest *rest;
static enum rest_outcome outcomes[SENT_MOST * 16];
static size_t done_count;
static bool was_resent; /* as the last result says */
static int unauthorised, bans, unbans, pauses;
static size_t events[4], answers;

static inline void on_event(void *ctx, enum rest_event event)
{
    (void)ctx;
    events[event]++;
}

static inline void on_answer(void *ctx, uint64_t duration_ms)
{
    (void)ctx;
    (void)duration_ms;
    answers++;
}

static inline void on_ban(void *ctx, uint64_t until_ms)
{
    (void)ctx;
    bans += until_ms != 0;
    unbans += until_ms == 0;
}

static inline void on_unauthorised(void *ctx)
{
    (void)ctx;
    unauthorised++;
}

static inline void on_pause(void *ctx, uint64_t until_ms)
{
    (void)ctx;
    assert_true(until_ms > now_ms);
    pauses++;
}

static inline void on_done(void *ctx, const struct rest_result *result)
{
    (void)ctx;
    outcomes[done_count++] = result->outcome;
    was_resent = result->was_resent;
}

static const struct rest_handlers HANDLERS = {on_event, on_answer, on_ban, on_unauthorised, on_pause};
static const struct rest_options OPTIONS = {.api_url = "http://x/api", .token = "tok", .bot = 7};

static inline int setup(void **state)
{
    (void)state;
    now_ms = 1000000;
    sent_count = done_count = 0;
    sendings = 1;
    unauthorised = bans = unbans = pauses = 0;
    memset(events, 0, sizeof(events));
    answers = 0;
    rest = rest_create(NULL, NULL, &OPTIONS, &HANDLERS, NULL);
    return 0;
}

/* The worker dies; its successor begins with what it had written down. */
static inline void replace(void)
{
    struct buffer text;
    struct json_value *written = NULL;
    buffer_init(&text, 4096);
    struct json_writer w = json_writer(&text);
    rest_write(rest, &w, 1700000000000);
    assert_false(err_is(json_parse(text.data, text.length, &written)));
    rest_destroy(&rest);
    rest = rest_create(NULL, NULL, &OPTIONS, &HANDLERS, NULL);
    rest_restore(rest, written, 1700000000000);
    json_destroy(&written);
    buffer_free(&text);
}

static inline int teardown(void **state)
{
    (void)state;
    rest_destroy(&rest);
    return 0;
}

static inline void ask(const char *method, const char *path, bool repeatable, uint64_t patience_ms)
{
    rest_send(rest,
              &(struct rest_request){.method = method,
                                     .path = path,
                                     .body = "{}",
                                     .body_length = 2,
                                     .repeatable = repeatable,
                                     .patience_ms = patience_ms},
              on_done, NULL);
}

#define CALLBACK "/interactions/1/tok/callback"

#define QUEUE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
