/* One request at a time. */
#include "self_ping.h"

#include "allocate.h"
#include "clock.h"
#include "http_client.h"
#include "json_value.h"
#include "log.h"
#include "loop.h"
#include "public_address.h"
#include "url.h"

#include <stdlib.h>
#include <string.h>

#define FIRST_MS   5000
#define TIMEOUT_MS 30000 /* a host that wakes up takes its time */
#define URL_MAX    1200
#define ALARMING   3 /* as alert_rules.def has it; said in the log too */

struct self_ping {
    struct loop *loop;
    struct http_client *http;
    struct self_ping_options options;
    struct metrics *metrics;
    enum self_ping_state state;
    uint64_t due_ms, ticket; /* ticket 0: nothing is under way */
    unsigned failures;       /* in a row */
    bool known;              /* there was an answer or a failure, of ours or of a predecessor */
    int status;
    uint64_t took_ms;
    int64_t wall_ms;
};

static enum self_ping_state first_state(const struct self_ping_options *o)
{
    struct url url;
    if (!o->url || !o->interval_s)
        return SELF_PING_OFF;
    bool readable = !err_is(url_parse(o->url, &url));
    if (!readable || (o->public_only && !host_may_be_public(url.host)))
        return SELF_PING_REFUSED;
    return SELF_PING_UNTRIED;
}

struct self_ping *self_ping_create(struct loop *loop, struct http_client *http,
                                   const struct self_ping_options *options, struct metrics *metrics)
{
    struct self_ping *p = allocate(1, sizeof(*p));
    *p = (struct self_ping){.loop = loop, .http = http, .options = *options, .metrics = metrics};
    p->state = first_state(options);
    p->due_ms = loop_now_ms(loop) + FIRST_MS;
    if (p->state == SELF_PING_REFUSED)
        log_event(LOG_WARN, "selfping.refused", NULL,
                  "RENDER_EXTERNAL_URL n'est pas une adresse publique : Vigie ne s'appelle pas elle-même");
    return p;
}

static void log_result(const struct self_ping *p, bool good, unsigned failures_before)
{
    if (good && failures_before)
        log_event(LOG_NOTICE, "selfping.works", LOG_WITH(log_int("failures", failures_before)),
                  "L'adresse publique répond de nouveau");
    if (!good && (p->failures == 1 || p->failures == ALARMING))
        log_event(LOG_WARN, "selfping.failed",
                  LOG_WITH(log_int("status", p->status), log_int("failures", p->failures)),
                  "L'adresse publique ne répond pas à /ping ; nouvel essai dans %u s", p->options.interval_s);
}

/* Another page with 200, such as a host's own, is not us. */
static bool is_pong(struct err e, const struct http_response *response)
{
    return !err_is(e) && response->status == 200 && strncmp(response->body, "pong", strlen("pong")) == 0;
}

static void answered(void *ctx, struct err e, const struct http_response *response)
{
    struct self_ping *p = ctx;
    bool good = is_pong(e, response);
    unsigned before = p->failures;
    p->ticket = 0;
    p->known = true;
    p->status = err_is(e) ? 0 : response->status;
    p->wall_ms = clock_wall_ms();
    p->state = good ? SELF_PING_REACHES : SELF_PING_FAILS;
    p->failures = good ? 0 : before + 1;
    metrics_add(p->metrics, good ? METRIC_SELF_PINGS_OK : METRIC_SELF_PINGS_FAILED, 1);
    if (good) {
        p->took_ms = response->duration_ms;
        metrics_observe(p->metrics, METRIC_SELF_PING_DURATION, (double)response->duration_ms / 1000);
    }
    log_result(p, good, before);
}

static void call(struct self_ping *p)
{
    size_t length = strlen(p->options.url);
    struct buffer url;
    buffer_init(&url, URL_MAX);
    while (length && p->options.url[length - 1] == '/')
        length--;
    buffer_append(&url, p->options.url, length);
    buffer_text(&url, "/ping");
    const struct http_request request = {.method = "GET",
                                         .url = buffer_string(&url),
                                         .connect_timeout_ms = TIMEOUT_MS,
                                         .timeout_ms = TIMEOUT_MS,
                                         .most_response_bytes = 64 * 1024,
                                         .once = true, /* a connection that is still open shows less */
                                         .public_only = p->options.public_only};
    p->due_ms = loop_now_ms(p->loop) + p->options.interval_s * UINT64_C(1000);
    p->ticket = http_send(p->http, &request, answered, p);
    buffer_free(&url);
}

void self_ping_tick(struct self_ping *p)
{
    if (p->state != SELF_PING_OFF && p->state != SELF_PING_REFUSED && !p->ticket &&
        loop_now_ms(p->loop) >= p->due_ms)
        call(p);
}

bool self_ping_failures(const struct self_ping *p, unsigned *ret_failures)
{
    bool off = p->state == SELF_PING_OFF || p->state == SELF_PING_REFUSED;
    *ret_failures = off ? 0 : p->failures;
    return p->known || off;
}

void self_ping_write(const struct self_ping *p, struct json_writer *w)
{
    uint64_t now_ms = loop_now_ms(p->loop);
    jw_object(w);
    jw_member_bool(w, "known", p->known);
    jw_member_int(w, "state", (int64_t)p->state);
    jw_member_int(w, "failures", p->failures);
    jw_member_int(w, "status", p->status);
    jw_member_int(w, "took", (int64_t)p->took_ms);
    jw_member_int(w, "at", p->wall_ms);
    jw_member_int(w, "due", p->due_ms > now_ms ? (int64_t)(p->due_ms - now_ms) : 0);
    jw_object_end(w);
}

/* The settings may be others now: off stays off. */
void self_ping_read(struct self_ping *p, const struct json_value *json)
{
    int64_t due = json_int(json_get(json, "due"), -1), state = json_int(json_get(json, "state"), 0);
    if (p->state != SELF_PING_UNTRIED || due < 0 || (state != SELF_PING_REACHES && state != SELF_PING_FAILS))
        return;
    int64_t most = (int64_t)p->options.interval_s * 1000;
    p->known = json_bool(json_get(json, "known"), false);
    p->state = (enum self_ping_state)state;
    p->failures = (unsigned)json_int(json_get(json, "failures"), 0);
    p->status = (int)json_int(json_get(json, "status"), 0);
    p->took_ms = (uint64_t)json_int(json_get(json, "took"), 0);
    p->wall_ms = json_int(json_get(json, "at"), 0);
    p->due_ms = loop_now_ms(p->loop) + (uint64_t)(due < most ? due : most);
}

void self_ping_show(const struct self_ping *p, struct outreach_view *view)
{
    view->self_ping = p->state;
    view->self_ping_wall_ms = p->wall_ms;
    view->self_ping_ms = p->took_ms;
    view->self_ping_failures = p->failures;
    view->self_ping_status = p->status;
    view->self_pings = (uint64_t)metrics_get(p->metrics, METRIC_SELF_PINGS_OK);
    view->self_pings_failed = (uint64_t)metrics_get(p->metrics, METRIC_SELF_PINGS_FAILED);
    view->self_ping_interval_s = p->state == SELF_PING_OFF ? 0 : p->options.interval_s;
}

void self_ping_destroy(struct self_ping **take_ping)
{
    struct self_ping *p = *take_ping;
    if (!p)
        return;
    *take_ping = NULL;
    http_cancel(p->http, p->ticket);
    free(p);
}
