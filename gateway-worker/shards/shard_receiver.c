/* Frame after frame. */
#include "shard_receiver.h"

#include "gateway_address.h"
#include "identify_report.h"
#include "random.h"
#include "shard_frames.h"

#include <string.h>
#include <strings.h>

#define TYPE_MOST 64

/* d, parsed; NULL (and counted) if it is not JSON. */
static struct json_value *parse_data(struct shard_receiver *r, const struct payload *p)
{
    struct json_value *data = NULL;
    struct err e = json_parse(p->data ? p->data : "", p->data_length, &data);
    if (err_is(e))
        report_garbled(r->report, e);
    return data;
}

static void handled(struct shard_receiver *r, const struct payload *p)
{
    shard_handled(r->shard, p->sequence, r->link->heard_us / 1000);
}

/* Only as good as the URL that we were configured with: READY cannot talk us out of TLS. */
static const char *usable_resume_url(const struct shard_receiver *r, const struct json_value *data)
{
    const char *url = json_text(json_get(data, "resume_gateway_url"), "");
    struct gateway_address address;
    bool secure = strncasecmp(r->shared->options.url, "wss:", 4) == 0;
    return err_is(gateway_address(url, secure, "", &address)) ? "" : url;
}

static void begin_session(struct shard_receiver *r, const struct payload *p, const struct json_value *data)
{
    const char *name = json_text(json_find(data, "user.username"), "?");
    struct session *session = &r->shard->session;
    r->handlers.on_event(r->ctx, SHARD_ON_SESSION_READY, ERR_OK);
    report_ready(r->report, name, inflate_query(stack_codec(r->link->stack)), session->began_ms);
    r->shared->handlers.on_ready(r->shared->ctx, r->report->shard, data, session->connected_ms);
    handled(r, p);
    session_keeper_tell(r->shared->keeper);
}

static void ready_came(struct shard_receiver *r, const struct payload *p)
{
    if (r->shard->state != SHARD_IDENTIFYING) {
        r->handlers.on_event(r->ctx, SHARD_ON_SESSION_READY,
                             err_make(ERR_PROTOCOL, "shard_frames.ready_out_of_turn", 0));
        return;
    }
    struct json_value *data = parse_data(r, p);
    const char *id = json_text(json_get(data, "session_id"), "");
    if (session_begin(&r->shard->session, id, usable_resume_url(r, data), r->link->heard_wall_ms))
        begin_session(r, p, data);
    else
        r->handlers.on_garbled(r->ctx, err_make(ERR_PROTOCOL, "shard_frames.ready", 0));
    json_destroy(&data);
}

static void resumed_came(struct shard_receiver *r, const struct payload *p)
{
    bool expected = r->shard->state == SHARD_RESUMING;
    handled(r, p);
    r->handlers.on_event(r->ctx, SHARD_ON_SESSION_RESUMED,
                         err_make(ERR_PROTOCOL, "shard_frames.resumed_out_of_turn", 0));
    if (!expected)
        return;
    r->shard->session.connected_ms = r->link->heard_wall_ms; /* all that was missed has come */
    report_resumed(r->report, r->replayed, r->shard->session.began_ms);
    session_keeper_tell(r->shared->keeper);
}

static bool is_wanted(const struct gateway_shared *shared, const struct payload *p)
{
    return p->data && p->type_length < TYPE_MOST &&
           shared->handlers.wants(shared->ctx, p->type, p->type_length) &&
           (!shared->worth || shared->worth(shared->ctx, p->type, p->type_length, p->data, p->data_length));
}

/* An event that cannot be read is skipped, not resumed over: it would be replayed for ever. */
static void hand_on(struct shard_receiver *r, const struct payload *p)
{
    char type[TYPE_MOST];
    if (!is_wanted(r->shared, p)) {
        metrics_add(r->shared->metrics, METRIC_GATEWAY_EVENTS_DROPPED, 1);
        return;
    }
    memcpy(type, p->type, p->type_length);
    type[p->type_length] = '\0';
    struct json_value *data = parse_data(r, p);
    if (data)
        r->shared->handlers.on_dispatch(r->shared->ctx, r->report->shard, type, data,
                                        shard_replays_earlier_life(r->shard));
    json_destroy(&data);
}

static void dispatch_came(void *ctx, const struct payload *p)
{
    struct shard_receiver *r = ctx;
    metrics_add(r->shared->metrics, METRIC_GATEWAY_EVENTS, 1);
    metrics_set(r->shared->metrics, METRIC_GATEWAY_LAST_EVENT, (double)r->link->heard_wall_ms / 1000);
    if (!p->type) {
        report_garbled(r->report, err_make(ERR_PROTOCOL, "shard_frames.dispatch_without_type", 0));
        return;
    }
    if (payload_type_is(p, "READY")) {
        ready_came(r, p);
        return;
    }
    if (payload_type_is(p, "RESUMED")) {
        resumed_came(r, p);
        return;
    }
    r->replayed++;
    hand_on(r, p);
    if (r->shard->state == SHARD_READY)
        r->shard->session.connected_ms = r->link->heard_wall_ms;
    handled(r, p);
    session_keeper_changed(r->shared->keeper);
}

/* ---- Other frames. */

static void hello_came(void *ctx, const struct payload *p)
{
    struct shard_receiver *r = ctx;
    enum shard_event event = shard_hello(r->shard);
    if (r->shard->state == SHARD_GREETING) {
        struct json_value *data = parse_data(r, p);
        int64_t interval_ms = json_int(json_get(data, "heartbeat_interval"), 0);
        json_destroy(&data);
        uint64_t patience_us = (uint64_t)(r->shared->options.latency_critical_s * 1e6);
        if (!heartbeat_begin(&r->link->heartbeat, interval_ms, patience_us, r->link->heard_us,
                             random_u32())) {
            r->handlers.on_garbled(r->ctx, err_make(ERR_PROTOCOL, "shard_frames.hello", 0));
            return;
        }
    }
    r->handlers.on_event(r->ctx, event, ERR_OK);
}

static void ack_came(void *ctx)
{
    struct shard_receiver *r = ctx;
    uint64_t round_trip_us;
    if (!heartbeat_acknowledged(&r->link->heartbeat, r->link->heard_us, &round_trip_us))
        return;
    report_round_trip(r->report, (double)round_trip_us / 1e6, r->link->heard_wall_ms);
    identify_report(r->shared->metrics, &r->shared->ledger.identifies, r->link->heard_wall_ms);
    r->handlers.on_due_changed(r->ctx);
}

static void asked_to_beat(void *ctx)
{
    struct shard_receiver *r = ctx;
    r->handlers.on_asked_to_beat(r->ctx);
}

static void asked_to_reconnect(void *ctx)
{
    struct shard_receiver *r = ctx;
    r->handlers.on_event(r->ctx, SHARD_ON_ASKED_TO_RECONNECT,
                         err_make(ERR_CLOSED, "gateway.asked_to_reconnect", 0));
}

static void invalid_session_came(void *ctx, bool resumable)
{
    struct shard_receiver *r = ctx;
    r->handlers.on_event(r->ctx, resumable ? SHARD_ON_INVALID_RESUMABLE : SHARD_ON_INVALID,
                         err_make(ERR_CLOSED, "gateway.invalid_session", resumable));
}

static void garbled(void *ctx, struct err e)
{
    struct shard_receiver *r = ctx;
    r->handlers.on_garbled(r->ctx, e);
}

void shard_receiver_text(struct shard_receiver *r, const char *text, size_t length)
{
    static const struct shard_frames_handlers HANDLERS = {
        hello_came,         dispatch_came,        ack_came, asked_to_beat,
        asked_to_reconnect, invalid_session_came, garbled};
    shard_frames_read(text, length, &HANDLERS, r);
}
