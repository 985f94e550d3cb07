/* When to call, and what was answered. */
#include "push.h"

#include "allocate.h"
#include "clock.h"
#include "http_client.h"
#include "log.h"
#include "loop.h"
#include "push_request.h"

#include <stdlib.h>
#include <string.h>

#define EVERY_MS   50000
#define AGAIN_MS   10000 /* after a failure, so that one lost heartbeat is no alarm */
#define FIRST_MS   3000
#define TIMEOUT_MS 8000
#define URL_MAX    4096

struct push {
    struct loop *loop;
    struct http_client *http;
    const char *address;
    struct metrics *metrics;
    uint64_t due_ms, ticket; /* ticket 0: nothing is under way */
    bool says_down;          /* ... and it is the /fail */
    bool down_is_said;
    bool works, failing;
    int status;
    int64_t taken_wall_ms;
};

struct push *push_create(struct loop *loop, struct http_client *http, const char *address,
                         struct metrics *metrics)
{
    struct push *p = allocate(1, sizeof(*p));
    *p = (struct push){.loop = loop, .http = http, .address = address, .metrics = metrics};
    p->due_ms = loop_now_ms(loop) + FIRST_MS;
    return p;
}

static void log_turn(struct push *p, bool good)
{
    if (good && p->failing)
        log_event(LOG_NOTICE, "push.works", NULL, "Le moniteur reçoit de nouveau le battement");
    if (!good && !p->failing)
        log_event(LOG_WARN, "push.failed", LOG_WITH(log_int("status", p->status)),
                  "Le moniteur n'a pas reçu le battement ; nouvel essai dans %d s. Si cela dure, vérifiez "
                  "PUSH_HEARTBEAT_URL",
                  AGAIN_MS / 1000);
    p->failing = !good;
}

static void answered(void *ctx, struct err e, const struct http_response *response)
{
    struct push *p = ctx;
    bool good = !err_is(e) && response->status >= 200 && response->status < 300;
    p->ticket = 0;
    p->works = good;
    p->status = err_is(e) ? 0 : response->status;
    metrics_add(p->metrics, good ? METRIC_PUSHES_OK : METRIC_PUSHES_FAILED, 1);
    log_turn(p, good);
    if (good)
        p->taken_wall_ms = clock_wall_ms();
    else
        p->due_ms = loop_now_ms(p->loop) + AGAIN_MS;
    p->down_is_said = p->says_down && good;
}

static void call(struct push *p, const struct report *r, bool down)
{
    const struct push_state state = {.status = r->status,
                                     .reason = r->rule->reason,
                                     .latency_s = snapshot_value(r->snapshot, METRIC_GATEWAY_LATENCY)};
    struct buffer url;
    buffer_init(&url, URL_MAX);
    if (down)
        push_fail_address(&url, p->address);
    else
        push_address(&url, p->address, &state);
    const struct http_request request = {.method = "GET",
                                         .url = buffer_string(&url),
                                         .connect_timeout_ms = TIMEOUT_MS,
                                         .timeout_ms = TIMEOUT_MS,
                                         .most_response_bytes = 64 * 1024};
    p->says_down = down;
    p->due_ms = loop_now_ms(p->loop) + EVERY_MS;
    p->ticket = http_send(p->http, &request, answered, p);
    if (url.data)
        explicit_bzero(url.data, url.length);
    buffer_free(&url);
}

void push_tick(struct push *p, const struct report *r)
{
    bool down = r->status == HEALTH_DOWN;
    if (!p->address || p->ticket || !r->snapshot->supervisor.known)
        return;
    if (down != p->says_down && (!down || push_kind(p->address) == PUSH_HEALTHCHECKS))
        p->due_ms = p->due_ms > loop_now_ms(p->loop) + FIRST_MS ? 0 : p->due_ms; /* a turn is told at once */
    if (loop_now_ms(p->loop) < p->due_ms)
        return;
    if (!down)
        call(p, r, false);
    else if (push_kind(p->address) == PUSH_HEALTHCHECKS && !p->down_is_said)
        call(p, r, true);
}

void push_show(const struct push *p, struct outreach_view *view)
{
    view->push_on = p->address != NULL;
    view->push_works = p->works;
    view->push_status = p->status;
    view->push_wall_ms = p->taken_wall_ms;
}

void push_destroy(struct push **take_push)
{
    struct push *p = *take_push;
    if (!p)
        return;
    *take_push = NULL;
    http_cancel(p->http, p->ticket);
    free(p);
}
