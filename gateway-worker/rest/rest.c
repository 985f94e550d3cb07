/* The queue of requests. One list in order of arrival; each pass sends whatever no limit holds back, fails
 * what cannot go before its deadline, and sets the timer for the rest. */
#include "rest.h"

#include "allocate.h"
#include "buckets.h"
#include "buffer.h"
#include "gate.h"
#include "http_client.h"
#include "loop.h"
#include "news.h"
#include "random.h"
#include "request_queue.h"
#include "text_copy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define URL_MOST 1024

struct rest {
    struct loop *loop;
    struct http_client *http;
    char *api_url, *authorization;
    struct buckets buckets;
    struct gate gate;
    struct news news;
    struct request_queue queue;
    size_t under_way; /* without interaction callbacks */
    struct loop_timer *timer;
};

/* The asker is told, and the request is gone before it hears: it may ask again. */
static void finish(struct rest *r, struct queued_request *p, const struct rest_result *result)
{
    request_queue_take(&r->queue, p);
    if (result->outcome != REST_DONE)
        news_event(&r->news, REST_EVENT_GIVEN_UP);
    p->on_done(p->ctx, result);
    queued_request_free(p);
}

static void finish_failed(struct rest *r, struct queued_request *p)
{
    struct rest_result result = {
        .outcome = p->last_outcome,
        .status = p->last_status,
        .code = -1,
        .label = p->route.label,
        .duration_ms = loop_now_ms(r->loop) - p->asked_ms,
    };
    finish(r, p, &result);
}

/* ---- Sending. */

static void pump(struct rest *r);

static const char *answer_header(const void *ctx, const char *name)
{
    return http_response_header(ctx, name);
}

/* True if the request goes back into the queue. */
static bool goes_again(struct queued_request *p, const struct reply *reply, uint64_t now)
{
    enum rest_then then = rest_outcome_then(reply->outcome);
    if (then == REST_FINISH || (then == REST_AGAIN_IF_SAFE && !p->repeatable))
        return false;
    uint64_t wait =
        then == REST_WAIT ? reply->limits.retry_after_ms : backoff_failed_spaced(&p->backoff, random_u32());
    p->not_before_ms = now + wait;
    p->state = WAITING;
    p->last_outcome = reply->outcome;
    return true;
}

static void deliver(struct rest *r, struct queued_request *p, const struct reply *reply,
                    const struct http_response *response)
{
    struct json_value *json = NULL;
    if (response->body_length && !p->answer_unread)
        (void)json_parse(response->body, response->body_length, &json); /* a page instead: json stays NULL */
    struct rest_result result = {
        .outcome = reply->outcome,
        .status = response->status,
        .code = reply->code,
        .json = json,
        .label = p->route.label,
        .duration_ms = loop_now_ms(r->loop) - p->asked_ms,
        .was_resent = p->sendings > 1,
    };
    finish(r, p, &result);
    json_destroy(&json);
}

static void answered(void *ctx, struct err e, const struct http_response *response)
{
    struct queued_request *p = ctx;
    struct rest *r = p->rest;
    uint64_t now = loop_now_ms(r->loop);
    struct reply_facts facts = {
        .error = e,
        .may_have_arrived = response->may_have_arrived,
        .status = response->status,
        .body = response->body,
        .header = answer_header,
        .header_ctx = response,
    };
    struct reply reply = reply_read(&facts, &p->route);
    r->under_way -= p->route.bucketed;
    p->last_status = response->status;
    p->sendings += response->sendings;
    buckets_answered(&r->buckets, &p->route, p->bucket_key, &reply, now);
    gate_answered(&r->gate, &reply, now);
    if (!err_is(e))
        r->news.handlers.on_answer(r->news.ctx, response->duration_ms);
    news_attempt(&r->news, reply.outcome, &r->gate, now);
    if (!goes_again(p, &reply, now))
        deliver(r, p, &reply, response);
    pump(r);
}

static void send_now(struct rest *r, struct queued_request *p, uint64_t now)
{
    char url[URL_MOST];
    snprintf(url, sizeof(url), "%s%s", r->api_url, p->path);
    uint64_t left = p->deadline_ms - now;
    struct http_request request = {
        .method = p->method,
        .url = url,
        .body = p->body,
        .body_length = p->body_length,
        .timeout_ms = (uint32_t)(left < p->attempt_ms ? left : p->attempt_ms),
        .once = !p->repeatable,
    };
    size_t headers = 0;
    if (p->route.authorised)
        request.headers[headers++] = r->authorization;
    if (p->body)
        request.headers[headers++] = "Content-Type: application/json";
    p->state = UNDER_WAY;
    p->bucket_key = buckets_sent(&r->buckets, &p->route, now);
    gate_passed(&r->gate, &p->route, now);
    r->under_way += p->route.bucketed;
    news_event(&r->news, REST_EVENT_SENT);
    p->ticket = http_send(r->http, &request, answered, p);
}

/* Milliseconds until `p` may go; BUCKETS_BUSY: an answer will call again. */
static uint64_t wait_of(struct rest *r, const struct queued_request *p, uint64_t now)
{
    uint64_t gate = gate_wait_ms(&r->gate, &p->route, now);
    uint64_t bucket = buckets_wait_ms(&r->buckets, &p->route, now);
    uint64_t own = p->not_before_ms > now ? p->not_before_ms - now : 0;
    if (gate == GATE_SHUT)
        return gate;
    if (p->route.bucketed && r->under_way >= REST_UNDER_WAY_MOST)
        bucket = BUCKETS_BUSY;
    uint64_t wait = gate > bucket ? gate : bucket;
    return wait > own ? wait : own;
}

static void fail(struct queued_request *p, enum rest_outcome outcome)
{
    p->state = FAILED;
    p->last_outcome = outcome;
}

/* There is no time left for it: why. */
static void fail_late(struct rest *r, struct queued_request *p, uint64_t now)
{
    enum rest_outcome gate = gate_reason(&r->gate, now);
    if (gate != REST_DONE)
        fail(p, gate);
    else
        fail(p, p->last_outcome == REST_DONE ? REST_TOO_LATE : p->last_outcome);
}

/* One look at one request. Returns when to look again. */
static uint64_t advance(struct rest *r, struct queued_request *p, uint64_t now)
{
    if (p->state == UNDER_WAY)
        return UINT64_MAX;
    if (p->state == FAILED)
        return 0;
    if (p->deadline_ms <= now) {
        fail_late(r, p, now);
        return 0;
    }
    uint64_t wait = wait_of(r, p, now), left = p->deadline_ms - now;
    if (r->gate.token_refused) {
        fail(p, REST_UNAUTHORISED);
        return 0;
    }
    if (wait == 0) {
        send_now(r, p, now);
        return UINT64_MAX;
    }
    if (wait == BUCKETS_BUSY)
        return left;
    if (wait >= left) { /* hours, for a ban: the asker need not wait to hear that */
        fail_late(r, p, now);
        return 0;
    }
    return wait;
}

static void pump(struct rest *r)
{
    uint64_t now = loop_now_ms(r->loop), soonest = UINT64_MAX;
    for (struct queued_request *p = r->queue.first; p; p = p->next) {
        uint64_t again = advance(r, p, now);
        soonest = again < soonest ? again : soonest;
    }
    if (soonest == UINT64_MAX)
        loop_timer_stop(r->timer);
    else
        loop_timer_start(r->timer, soonest);
}

/* Failures are told from here only, so never from inside rest_send. */
static void on_time(void *ctx)
{
    struct rest *r = ctx;
    for (struct queued_request *p = r->queue.first; p;) {
        if (p->state == FAILED) {
            finish_failed(r, p);
            p = r->queue.first; /* the asker may have changed the list */
        } else {
            p = p->next;
        }
    }
    pump(r);
}

void rest_send(struct rest *r, const struct rest_request *request, rest_on_done *on_done, void *ctx)
{
    struct queued_request *p = queued_request_create(r, request, loop_now_ms(r->loop), on_done, ctx);
    if (r->queue.count >= REST_QUEUE_MOST || r->queue.bytes + p->body_length > REST_QUEUE_BYTES_MOST)
        fail(p, REST_FULL);
    request_queue_add(&r->queue, p);
    pump(r);
}

void rest_write(const struct rest *r, struct json_writer *w, int64_t wall_ms)
{
    gate_write(&r->gate, w, loop_now_ms(r->loop), wall_ms);
}

void rest_restore(struct rest *r, const struct json_value *written, int64_t wall_ms)
{
    uint64_t now = loop_now_ms(r->loop);
    gate_restore(&r->gate, written, now, wall_ms);
    news_gate(&r->news, &r->gate, now);
}

struct rest *rest_create(struct loop *loop, struct http_client *http, const struct rest_options *options,
                         const struct rest_handlers *handlers, void *ctx)
{
    struct rest *r = allocate(1, sizeof(*r));
    r->loop = loop;
    r->http = http;
    r->api_url = text_copy(options->api_url);
    if (asprintf(&r->authorization, "Authorization: Bot %s", options->token) < 0)
        abort();
    r->news = (struct news){.handlers = *handlers, .ctx = ctx};
    buckets_init(&r->buckets);
    gate_init(&r->gate, options->bot);
    request_queue_init(&r->queue);
    r->timer = loop_timer_create(loop, on_time, r);
    return r;
}

void rest_destroy(struct rest **rest)
{
    struct rest *r = *rest;
    if (!r)
        return;
    while (r->queue.first) {
        struct queued_request *p = r->queue.first;
        if (p->state == UNDER_WAY)
            http_cancel(r->http, p->ticket);
        request_queue_take(&r->queue, p);
        queued_request_free(p);
    }
    loop_timer_destroy(&r->timer);
    explicit_bzero(r->authorization, strlen(r->authorization));
    free(r->authorization);
    free(r->api_url);
    free(r);
    *rest = NULL;
}
