/* A shard's connection: dialled here, and what it tells becomes events of the shard's life. */
#include "clock.h"
#include "close_code.h"
#include "gateway_address.h"
#include "http_limits.h"
#include "reply.h"
#include "retry_after.h"
#include "shard_parts.h"
#include "stack.h"
#include "tls.h"
#include "upgrade.h"

/* A server's Retry-After is obeyed up to here, that of a 429 however long it is. */
#define RETRY_AFTER_HEEDED_MS 20000
#define TOO_MANY_REQUESTS     429

static void on_connected(void *ctx)
{
    shard_happens(ctx, SHARD_ON_CONNECTED, ERR_OK);
}

static void on_open(void *ctx)
{
    struct shard_runner *r = ctx;
    report_opened(&r->report);
    r->shared->ledger.banned_until_ms = 0;
    r->shared->handlers.on_ban(r->shared->ctx, 0);
    shard_happens(r, SHARD_ON_OPENED, ERR_OK);
}

static void on_received(void *ctx, size_t bytes)
{
    struct shard_runner *r = ctx;
    r->heard_us = clock_monotonic_us();
    r->heard_wall_ms = clock_wall_ms();
    heartbeat_heard(&r->heartbeat, r->heard_us);
    metrics_add(r->shared->metrics, METRIC_GATEWAY_BYTES, (double)bytes);
}

static void on_message(void *ctx, const char *text, size_t length)
{
    shard_frame(ctx, text, length);
}

static enum shard_event event_of_code(uint16_t code)
{
    switch (close_code_then(code)) {
    case CLOSE_THEN_IDENTIFY:
        return SHARD_ON_CLOSED_IDENTIFY;
    case CLOSE_THEN_FATAL:
        return SHARD_ON_CLOSED_FATAL;
    case CLOSE_THEN_RESUME:
        break;
    }
    return SHARD_ON_BROKEN;
}

/* 503, 520 and their like are failures as any other; 429 says to whom it speaks. */
static void take_refusal(struct shard_runner *r, struct err e)
{
    const struct upgrade_refusal *refusal = stack_refusal(r->stack);
    if (e.kind != ERR_HTTP)
        return;
    r->end.is_ban = e.code == TOO_MANY_REQUESTS &&
                    http_answer_bans_address(refusal->via, refusal->content_type, refusal->body);
    uint64_t wait_ms = refusal->retry_after_ms;
    if (e.code != TOO_MANY_REQUESTS && wait_ms > RETRY_AFTER_HEEDED_MS)
        wait_ms = RETRY_AFTER_HEEDED_MS;
    if (wait_ms)
        shard_hold(&r->shard, wait_ms);
}

/* Texts that cannot be read, or compressed ones; not frames that break the WebSocket's rules. */
void shard_unreadable(struct shard_runner *r, struct err e)
{
    enum inflate_codec next = inflate_fallback(r->shared->codec);
    report_garbled(&r->report, e);
    bool is_text = e.kind == ERR_SYNTAX || e.kind == ERR_FULL;
    if (!is_text || r->shard.state != SHARD_GREETING || next == r->shared->codec)
        return;
    r->shared->codec = next;
    report_fallback(&r->report, inflate_query(next));
}

static void on_closed(void *ctx, uint16_t code, struct err e)
{
    struct shard_runner *r = ctx;
    bool is_unreadable = e.kind == ERR_SYNTAX || e.kind == ERR_PROTOCOL || e.kind == ERR_FULL;
    if (is_unreadable)
        shard_unreadable(r, e);
    take_refusal(r, e);
    r->end.code = code;
    shard_happens(r, code ? event_of_code(code) : SHARD_ON_BROKEN, e);
}

/* Loaded at the first dial that needs it, and again at each dial until it loads: a person may be repairing
 * it. */
static struct err need_trust(struct gateway_shared *shared)
{
    return shared->trust ? ERR_OK : tls_trust_load(shared->options.extra_ca_file, &shared->trust);
}

void shard_dial(struct shard_runner *r)
{
    static const struct stack_handlers HANDLERS = {on_connected, on_open, on_received, on_message, on_closed};
    struct gateway_address address;
    r->end = (struct gateway_end){0};
    r->heartbeat = (struct heartbeat){0};
    send_budget_init(&r->sends);
    struct err e = gateway_address(shard_dial_url(&r->shard, r->shared->options.url), false,
                                   inflate_query(r->shared->codec), &address);
    if (!err_is(e) && address.url.secure)
        e = need_trust(r->shared);
    if (err_is(e)) {
        shard_happens(r, SHARD_ON_BROKEN, e);
        return;
    }
    const struct stack_endpoint endpoint = {
        .host = address.url.host,
        .port = address.url.port,
        .target = address.target,
        .trust = address.url.secure ? r->shared->trust : NULL,
    };
    r->stack = stack_open(r->shared->loop, &endpoint, &HANDLERS, r);
}
