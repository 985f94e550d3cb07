/* What a shard receives: each payload becomes an event of its life, or a dispatch for the handlers. */
#include "gateway_address.h"
#include "identify_report.h"
#include "payload.h"
#include "random.h"
#include "shard_parts.h"
#include "stack.h"

#include <string.h>
#include <strings.h>

#define TYPE_MOST 64

static void garbled(struct shard_runner *r, struct err e)
{
    shard_unreadable(r, e);
    shard_happens(r, SHARD_ON_GARBLED, e);
}

/* d, parsed; NULL (and counted) if it is not JSON. */
static struct json_value *parse_data(struct shard_runner *r, const struct payload *p)
{
    struct json_value *data = NULL;
    struct err e = json_parse(p->data ? p->data : "", p->data_length, &data);
    if (err_is(e))
        report_garbled(&r->report, e);
    return data;
}

static void hello_came(struct shard_runner *r, const struct payload *p)
{
    enum shard_event event = shard_hello(&r->shard);
    if (r->shard.state == SHARD_GREETING) {
        struct json_value *data = parse_data(r, p);
        int64_t interval_ms = json_int(json_get(data, "heartbeat_interval"), 0);
        json_destroy(&data);
        uint64_t patience_us = (uint64_t)(r->shared->options.latency_critical_s * 1e6);
        if (!heartbeat_begin(&r->heartbeat, interval_ms, patience_us, r->heard_us, random_u32())) {
            garbled(r, err_make(ERR_PROTOCOL, "shard_frames.hello", 0));
            return;
        }
    }
    shard_happens(r, event, ERR_OK);
}

/* Only as good as the URL that we were configured with: READY cannot talk us out of TLS. */
static const char *usable_resume_url(struct shard_runner *r, const struct json_value *data)
{
    const char *url = json_text(json_get(data, "resume_gateway_url"), "");
    struct gateway_address address;
    bool secure = strncasecmp(r->shared->options.url, "wss:", 4) == 0;
    return err_is(gateway_address(url, secure, "", &address)) ? "" : url;
}

static void ready_came(struct shard_runner *r, const struct payload *p)
{
    if (r->shard.state != SHARD_IDENTIFYING) {
        shard_happens(r, SHARD_ON_SESSION_READY, err_make(ERR_PROTOCOL, "shard_frames.ready_out_of_turn", 0));
        return;
    }
    struct json_value *data = parse_data(r, p);
    const char *id = json_text(json_get(data, "session_id"), "");
    if (!session_begin(&r->shard.session, id, usable_resume_url(r, data), r->heard_wall_ms)) {
        garbled(r, err_make(ERR_PROTOCOL, "shard_frames.ready", 0));
    } else {
        shard_happens(r, SHARD_ON_SESSION_READY, ERR_OK);
        report_ready(&r->report, json_text(json_find(data, "user.username"), "?"),
                     inflate_query(stack_codec(r->stack)), r->shard.session.began_ms);
        r->shared->handlers.on_ready(r->shared->ctx, r->report.shard, data, r->shard.session.connected_ms);
        shard_handled(&r->shard, p->sequence, r->heard_us / 1000);
        session_keeper_tell(r->shared->keeper);
    }
    json_destroy(&data);
}

static void resumed_came(struct shard_runner *r, const struct payload *p)
{
    bool expected = r->shard.state == SHARD_RESUMING;
    shard_handled(&r->shard, p->sequence, r->heard_us / 1000);
    shard_happens(r, SHARD_ON_SESSION_RESUMED, err_make(ERR_PROTOCOL, "shard_frames.resumed_out_of_turn", 0));
    if (!expected)
        return;
    r->shard.session.connected_ms = r->heard_wall_ms; /* all that was missed has come */
    report_resumed(&r->report, r->replayed, r->shard.session.began_ms);
    session_keeper_tell(r->shared->keeper);
}

static bool is_wanted(const struct gateway_shared *shared, const struct payload *p)
{
    return p->data && p->type_length < TYPE_MOST &&
           shared->handlers.wants(shared->ctx, p->type, p->type_length) &&
           (!shared->worth || shared->worth(shared->ctx, p->type, p->type_length, p->data, p->data_length));
}

/* An event that cannot be read is skipped, not resumed over: it would be replayed for ever. */
static void hand_on(struct shard_runner *r, const struct payload *p)
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
        r->shared->handlers.on_dispatch(r->shared->ctx, r->report.shard, type, data,
                                        shard_replays_earlier_life(&r->shard));
    json_destroy(&data);
}

static void dispatch_came(struct shard_runner *r, const struct payload *p)
{
    metrics_add(r->shared->metrics, METRIC_GATEWAY_EVENTS, 1);
    metrics_set(r->shared->metrics, METRIC_GATEWAY_LAST_EVENT, (double)r->heard_wall_ms / 1000);
    if (!p->type) {
        report_garbled(&r->report, err_make(ERR_PROTOCOL, "shard_frames.dispatch_without_type", 0));
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
    if (r->shard.state == SHARD_READY)
        r->shard.session.connected_ms = r->heard_wall_ms;
    shard_handled(&r->shard, p->sequence, r->heard_us / 1000);
    session_keeper_changed(r->shared->keeper);
}

static void ack_came(struct shard_runner *r)
{
    uint64_t round_trip_us;
    if (!heartbeat_acknowledged(&r->heartbeat, r->heard_us, &round_trip_us))
        return;
    report_round_trip(&r->report, (double)round_trip_us / 1e6, r->heard_wall_ms);
    identify_report(r->shared->metrics, &r->shared->ledger.identifies, r->heard_wall_ms);
    shard_wake_when_due(r);
}

static void invalid_session_came(struct shard_runner *r, const struct payload *p)
{
    bool resumable = p->data && p->data_length >= 4 && memcmp(p->data, "true", 4) == 0;
    shard_happens(r, resumable ? SHARD_ON_INVALID_RESUMABLE : SHARD_ON_INVALID,
                  err_make(ERR_CLOSED, "gateway.invalid_session", resumable));
}

void shard_frame(struct shard_runner *r, const char *text, size_t length)
{
    struct payload p;
    if (!payload_look(text, length, &p)) {
        garbled(r, err_make(ERR_SYNTAX, "payload.look", 0));
        return;
    }
    switch (p.op) {
    case PAYLOAD_DISPATCH:
        dispatch_came(r, &p);
        break;
    case PAYLOAD_HEARTBEAT:
        shard_send_heartbeat(r, SEND_ANSWER);
        break;
    case PAYLOAD_RECONNECT:
        shard_happens(r, SHARD_ON_ASKED_TO_RECONNECT, err_make(ERR_CLOSED, "gateway.asked_to_reconnect", 0));
        break;
    case PAYLOAD_INVALID_SESSION:
        invalid_session_came(r, &p);
        break;
    case PAYLOAD_HELLO:
        hello_came(r, &p);
        break;
    case PAYLOAD_HEARTBEAT_ACK:
        ack_came(r);
        break;
    default:
        break; /* opcodes that we do not know are for others */
    }
}
