/* The queue of requests, over a pretend clock and a pretend HTTP client (defined here in place of the real
 * ones). */
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

static void advance_to(uint64_t ms)
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
    char url[256], authorization[64];
    bool once;
    http_on_done *on_done;
    void *ctx;
    bool open;
} sent[SENT_MOST];
static size_t sent_count;
static const char *answer_headers;

uint64_t http_send(struct http_client *client, const struct http_request *request, http_on_done *on_done,
                   void *ctx)
{
    (void)client;
    assert_true(sent_count < SENT_MOST);
    snprintf(sent[sent_count].url, sizeof(sent[0].url), "%s", request->url);
    sent[sent_count].authorization[0] = '\0';
    for (size_t i = 0; i < HTTP_HEADERS_MOST && request->headers[i]; i++)
        if (strncmp(request->headers[i], "Authorization: ", 15) == 0)
            snprintf(sent[sent_count].authorization, sizeof(sent[0].authorization), "%s",
                     request->headers[i] + 15);
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

static void answer(size_t which, int status, const char *headers, const char *body)
{
    struct http_response response = {.status = status, .body = body, .body_length = strlen(body)};
    answer_headers = headers;
    assert_true(sent[which].open);
    sent[which].open = false;
    sent[which].on_done(sent[which].ctx, ERR_OK, &response);
}

static void lose(size_t which, bool may_have_arrived)
{
    struct http_response response = {.body = "", .may_have_arrived = may_have_arrived};
    sent[which].open = false;
    sent[which].on_done(sent[which].ctx, err_make(ERR_CURL, "test", 56), &response);
}

/* ---- The tests' hands. */

static struct rest *rest;
static enum rest_outcome outcomes[SENT_MOST * 16];
static size_t done_count;
static int unauthorised, bans, unbans, pauses;
static size_t events[4];

static void on_event(void *ctx, enum rest_event event)
{
    (void)ctx;
    events[event]++;
}

static void on_ban(void *ctx, uint64_t until_ms)
{
    (void)ctx;
    bans += until_ms != 0;
    unbans += until_ms == 0;
}

static void on_unauthorised(void *ctx)
{
    (void)ctx;
    unauthorised++;
}

static void on_pause(void *ctx, uint64_t until_ms)
{
    (void)ctx;
    assert_true(until_ms > now_ms);
    pauses++;
}

static void on_done(void *ctx, const struct rest_result *result)
{
    (void)ctx;
    outcomes[done_count++] = result->outcome;
}

static const struct rest_handlers HANDLERS = {on_event, on_ban, on_unauthorised, on_pause};
static const struct rest_options OPTIONS = {.api_url = "http://x/api", .token = "tok"};

static int setup(void **state)
{
    (void)state;
    now_ms = 1000000;
    sent_count = done_count = 0;
    unauthorised = bans = unbans = pauses = 0;
    memset(events, 0, sizeof(events));
    rest = rest_create(NULL, NULL, &OPTIONS, &HANDLERS, NULL);
    return 0;
}

/* The worker dies; its successor begins with what it had written down. */
static void replace(void)
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

static int teardown(void **state)
{
    (void)state;
    rest_destroy(&rest);
    return 0;
}

static void ask(const char *method, const char *path, bool repeatable, uint64_t patience_ms)
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

static void a_request_goes_at_once_with_the_token(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 0);
    assert_int_equal(sent_count, 1);
    assert_string_equal(sent[0].url, "http://x/api/users/@me");
    assert_string_equal(sent[0].authorization, "Bot tok");
    answer(0, 200, "", "{}");
    assert_int_equal(done_count, 1);
    assert_int_equal(outcomes[0], REST_DONE);
    assert_int_equal(rest_pending(rest), 0);
}

static void an_interaction_callback_carries_no_token(void **state)
{
    (void)state;
    ask("POST", CALLBACK, true, 3000);
    assert_string_equal(sent[0].authorization, "");
}

static void one_request_of_a_bucket_follows_the_other(void **state)
{
    (void)state;
    ask("POST", "/channels/1/messages", true, 0);
    ask("POST", "/channels/1/messages", true, 0);
    assert_int_equal(sent_count, 1);
    answer(0, 200, "X-RateLimit-Bucket: b\nX-RateLimit-Remaining: 0\nX-RateLimit-Reset-After: 2\n", "{}");
    assert_int_equal(sent_count, 1);
    advance_to(now_ms + 1999);
    assert_int_equal(sent_count, 1);
    advance_to(now_ms + 1);
    assert_int_equal(sent_count, 2);
}

static void callbacks_do_not_wait_behind_slow_requests(void **state)
{
    (void)state;
    char path[64];
    for (int i = 0; i < REST_UNDER_WAY_MOST + 5; i++) {
        snprintf(path, sizeof(path), "/channels/%d/messages", i + 1);
        ask("POST", path, true, 0);
    }
    assert_int_equal(sent_count, REST_UNDER_WAY_MOST);
    ask("POST", CALLBACK, true, 3000);
    assert_int_equal(sent_count, REST_UNDER_WAY_MOST + 1);
    assert_non_null(strstr(sent[REST_UNDER_WAY_MOST].url, CALLBACK));
}

static void a_429_is_obeyed_and_the_request_repeated(void **state)
{
    (void)state;
    ask("POST", "/channels/1/messages", false, 0);
    answer(0, 429, "Via: 1.1 google\nRetry-After: 7\n", "{\"retry_after\":6.4}");
    ask("POST", "/channels/2/messages", false, 0);
    assert_int_equal(sent_count, 2); /* the other channel does not wait */
    advance_to(now_ms + 6999);
    assert_int_equal(sent_count, 2);
    advance_to(now_ms + 1);
    assert_int_equal(sent_count, 3);
    answer(2, 200, "", "{}");
    assert_int_equal(outcomes[0], REST_DONE);
    assert_int_equal(events[REST_EVENT_LIMITED], 1);
    assert_int_equal(events[REST_EVENT_INVALID], 1);
}

static void a_wait_longer_than_the_patience_is_told_at_once(void **state)
{
    (void)state;
    ask("POST", "/channels/1/messages", true, 60000);
    answer(0, 429, "Via: 1.1 google\nRetry-After: 82721\n", "{}");
    assert_int_equal(done_count, 0); /* from the timer, not from inside */
    advance_to(now_ms);
    assert_int_equal(done_count, 1);
    assert_int_equal(outcomes[0], REST_LIMITED_BUCKET);
    ask("GET", "/users/@me", true, 0);
    assert_int_equal(sent_count, 2);
}

static void a_ban_stops_every_request_until_it_ends(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 0);
    answer(0, 429, "Content-Type: text/html\nRetry-After: 3600\n", "<html>");
    assert_int_equal(bans, 1);
    ask("POST", CALLBACK, true, 3000);
    ask("GET", "/gateway", true, 0);
    advance_to(now_ms + 1);
    assert_int_equal(sent_count, 1);
    assert_int_equal(done_count, 3);
    assert_int_equal(outcomes[1], REST_BANNED);
    advance_to(now_ms + 3600000);
    ask("GET", "/users/@me", true, 0);
    assert_int_equal(sent_count, 2);
    answer(1, 200, "Via: 1.1 google\n", "{}");
    assert_int_equal(unbans, 1);
}

static void a_refused_token_ends_all_requests_for_good(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 0);
    ask("GET", "/users/@me", true, 0);
    answer(0, 401, "", "{\"code\":0}");
    advance_to(now_ms + 100000);
    ask("POST", CALLBACK, true, 3000);
    advance_to(now_ms + 100000);
    assert_int_equal(sent_count, 1);
    assert_int_equal(done_count, 3);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(outcomes[i], REST_UNAUTHORISED);
    assert_int_equal(unauthorised, 1);
}

#define BAN "Content-Type: text/html\nRetry-After: 3600\n"

static void a_ban_is_told_once_however_many_requests_it_meets(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        ask("GET", i == 0 ? "/users/@me" : i == 1 ? "/gateway" : CALLBACK, true, 0);
    for (size_t i = 0; i < 3; i++) {
        now_ms += 20;
        answer(i, 429, BAN, "<html>");
    }
    assert_int_equal(bans, 1);
    advance_to(now_ms + 3600001);
    ask("GET", "/none", true, 0);
    answer(3, 429, "Content-Type: text/html\nRetry-After: 5\n", "<html>");
    assert_int_equal(bans, 2); /* a new one, however short */
}

static void an_answer_from_before_the_ban_does_not_end_it(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 0);
    ask("GET", "/gateway", true, 0);
    answer(0, 429, BAN, "<html>");
    answer(1, 200, "Via: 1.1 google\n", "{}");
    assert_int_equal(unbans, 0);
    ask("GET", "/gateway", true, 0);
    assert_int_equal(sent_count, 2);
}

static void a_ban_holds_for_the_successor_too(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 0);
    answer(0, 429, "Content-Type: text/html\nRetry-After: 3600\n", "<html>");
    replace();
    assert_int_equal(bans, 2);
    ask("POST", CALLBACK, true, 3000);
    advance_to(now_ms + 3599999);
    ask("GET", "/users/@me", true, 0);
    assert_int_equal(sent_count, 1);
    advance_to(now_ms + 2);
    assert_int_equal(sent_count, 2);
    answer(1, 200, "Via: 1.1 google\n", "{}");
    assert_int_equal(unbans, 1);
}

static void a_refused_token_is_refused_for_the_successor_too(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 0);
    answer(0, 401, "", "{\"code\":0}");
    replace();
    assert_int_equal(unauthorised, 2);
    ask("GET", "/users/@me", true, 0);
    advance_to(now_ms + 100000);
    assert_int_equal(sent_count, 1);
    assert_int_equal(outcomes[1], REST_UNAUTHORISED);
}

/* So many, some of them of an earlier life. */
static void refuse_requests(size_t count)
{
    for (size_t i = 0; i < count; i++) {
        sent_count = done_count = 0;
        now_ms += 30;
        ask("GET", "/users/@me", true, 0);
        answer(0, 403, "", "{\"code\":50013}");
    }
}

static void refusals_of_two_lives_together_pause_all_requests(void **state)
{
    (void)state;
    refuse_requests(GATE_INVALID_MOST - 1);
    assert_int_equal(pauses, 0);
    replace();
    refuse_requests(1);
    assert_int_equal(pauses, 1);
    sent_count = done_count = 0;
    ask("POST", CALLBACK, true, 3000);
    advance_to(now_ms + 3000);
    assert_int_equal(sent_count, 0);
    assert_int_equal(outcomes[0], REST_PAUSED);
    replace();
    assert_int_equal(pauses, 2); /* the successor says it too */
    advance_to(now_ms + GATE_MINUTES * GATE_MINUTE_MS);
    ask("GET", "/users/@me", true, 0);
    assert_int_equal(sent_count, 1);
}

static void only_what_may_be_doubled_goes_on_a_used_connection(void **state)
{
    (void)state;
    ask("POST", "/webhooks/1/tok", false, 0);
    ask("POST", "/channels/1/messages", true, 0);
    assert_true(sent[0].once);
    assert_false(sent[1].once);
}

static void what_discord_failed_to_do_is_asked_for_again(void **state)
{
    (void)state;
    ask("POST", "/webhooks/1/tok", false, 0);
    answer(0, 502, "", "");
    advance_to(now_ms + 20000);
    assert_int_equal(sent_count, 2);
    answer(1, 504, "", "");
    assert_int_equal(outcomes[0], REST_UNSURE);
}

static void what_may_have_landed_is_repeated_only_if_that_is_harmless(void **state)
{
    (void)state;
    ask("POST", "/channels/1/messages", false, 0);
    lose(0, true);
    assert_int_equal(done_count, 1);
    assert_int_equal(outcomes[0], REST_UNSURE);
    ask("POST", "/channels/2/messages", true, 0);
    answer(1, 502, "", "");
    advance_to(now_ms + 20000);
    assert_int_equal(sent_count, 3);
    answer(2, 200, "", "{}");
    assert_int_equal(outcomes[1], REST_DONE);
}

static void what_never_left_is_repeated_in_any_case(void **state)
{
    (void)state;
    ask("POST", "/channels/1/messages", false, 0);
    lose(0, false);
    advance_to(now_ms + 1000);
    assert_int_equal(sent_count, 2);
}

static void an_outage_ends_with_the_patience(void **state)
{
    (void)state;
    ask("GET", "/users/@me", true, 30000);
    for (size_t i = 0; i < SENT_MOST && done_count == 0; i++) {
        if (i < sent_count)
            lose(i, false);
        advance_to(now_ms + 10000);
    }
    assert_int_equal(done_count, 1);
    assert_int_equal(outcomes[0], REST_UNSENT);
    assert_true(now_ms - 1000000 <= 50000);
}

static void a_missing_webhook_is_not_asked_again(void **state)
{
    (void)state;
    ask("POST", "/webhooks/1/tok", true, 0);
    answer(0, 404, "", "{\"code\":10015}");
    assert_int_equal(outcomes[0], REST_GONE);
    advance_to(now_ms + 100000);
    assert_int_equal(sent_count, 1);
}

static void a_full_queue_says_so_and_not_from_inside(void **state)
{
    (void)state;
    for (int i = 0; i < REST_QUEUE_MOST + 1; i++)
        ask("POST", "/channels/1/messages", true, 0);
    assert_int_equal(done_count, 0);
    advance_to(now_ms);
    assert_int_equal(done_count, 1);
    assert_int_equal(outcomes[0], REST_FULL);
    assert_int_equal(rest_pending(rest), REST_QUEUE_MOST);
}

static void the_fifty_first_of_a_second_waits_for_the_next(void **state)
{
    (void)state;
    for (int i = 0; i < 51; i++) {
        ask("GET", "/users/@me", true, 0);
        if (sent_count == (size_t)i + 1)
            answer((size_t)i, 200, "", "{}");
    }
    assert_int_equal(sent_count, 50);
    advance_to(now_ms + 1001);
    assert_int_equal(sent_count, 51);
}

#define QUEUE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void)
{
    const struct CMUnitTest tests[] = {
        QUEUE_TEST(a_request_goes_at_once_with_the_token),
        QUEUE_TEST(an_interaction_callback_carries_no_token),
        QUEUE_TEST(one_request_of_a_bucket_follows_the_other),
        QUEUE_TEST(callbacks_do_not_wait_behind_slow_requests),
        QUEUE_TEST(a_429_is_obeyed_and_the_request_repeated),
        QUEUE_TEST(a_wait_longer_than_the_patience_is_told_at_once),
        QUEUE_TEST(a_ban_stops_every_request_until_it_ends),
        QUEUE_TEST(a_refused_token_ends_all_requests_for_good),
        QUEUE_TEST(a_ban_is_told_once_however_many_requests_it_meets),
        QUEUE_TEST(an_answer_from_before_the_ban_does_not_end_it),
        QUEUE_TEST(a_ban_holds_for_the_successor_too),
        QUEUE_TEST(a_refused_token_is_refused_for_the_successor_too),
        QUEUE_TEST(refusals_of_two_lives_together_pause_all_requests),
        QUEUE_TEST(only_what_may_be_doubled_goes_on_a_used_connection),
        QUEUE_TEST(what_discord_failed_to_do_is_asked_for_again),
        QUEUE_TEST(what_may_have_landed_is_repeated_only_if_that_is_harmless),
        QUEUE_TEST(what_never_left_is_repeated_in_any_case),
        QUEUE_TEST(an_outage_ends_with_the_patience),
        QUEUE_TEST(a_missing_webhook_is_not_asked_again),
        QUEUE_TEST(a_full_queue_says_so_and_not_from_inside),
        QUEUE_TEST(the_fifty_first_of_a_second_waits_for_the_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
