/* What a shard sends: heartbeats, RESUME, IDENTIFY. */
#include "clock.h"
#include "payload.h"
#include "shard_parts.h"
#include "stack.h"

static bool send_payload(struct shard_runner *r, enum send_kind kind, struct buffer *payload)
{
    struct err e = payload->failed ? err_make(ERR_FULL, "shard_sending.payload", 0) : ERR_OK;
    if (!err_is(e))
        e = send_budget_take(&r->sends, kind, payload->length, clock_monotonic_ms());
    if (err_is(e)) {
        /* Only a peer that asks for heartbeats without end gets us here; it is not worth the connection. */
        report_garbled(&r->report, e);
        return false;
    }
    e = stack_send(r->stack, payload->data, payload->length);
    if (err_is(e))
        shard_happens(r, SHARD_ON_BROKEN, e);
    return !err_is(e);
}

void shard_send_heartbeat(struct shard_runner *r, enum send_kind kind)
{
    struct buffer payload;
    buffer_init(&payload, PAYLOAD_SENT_MOST);
    payload_write_heartbeat(&payload, r->shard.session.sequence);
    if (send_payload(r, kind, &payload))
        heartbeat_sent(&r->heartbeat, clock_monotonic_us());
    buffer_free(&payload);
    shard_wake_when_due(r);
}

void shard_send_resume(struct shard_runner *r)
{
    struct buffer payload;
    buffer_init(&payload, PAYLOAD_SENT_MOST);
    r->replayed = 0;
    payload_write_resume(&payload, r->shared->options.token, r->shard.session.id, r->shard.session.sequence);
    send_payload(r, SEND_COMMAND, &payload);
    buffer_free(&payload);
}

void shard_send_identify(struct shard_runner *r)
{
    struct buffer payload;
    buffer_init(&payload, PAYLOAD_SENT_MOST);
    session_keeper_tell(
        r->shared->keeper); /* the count leaves first: whatever happens from here, this one is spent */
    report_identify(&r->report, identify_budget_left(&r->shared->ledger.identifies, clock_wall_ms()));
    payload_write_identify(&payload, r->shared->options.token, r->shared->options.intents, r->report.shard,
                           r->shared->options.shards.count);
    send_payload(r, SEND_COMMAND, &payload);
    buffer_free(&payload);
}
