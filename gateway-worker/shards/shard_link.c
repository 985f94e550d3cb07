/* One stack at a time. */
#include "shard_link.h"

#include "clock.h"
#include "payload.h"

static void on_connected(void *ctx)
{
    struct shard_link *l = ctx;
    l->handlers.on_connected(l->ctx);
}

static void on_open(void *ctx)
{
    struct shard_link *l = ctx;
    l->handlers.on_open(l->ctx);
}

static void on_received(void *ctx, size_t bytes)
{
    struct shard_link *l = ctx;
    l->heard_us = clock_monotonic_us();
    l->heard_wall_ms = clock_wall_ms();
    heartbeat_heard(&l->heartbeat, l->heard_us);
    metrics_add(l->metrics, METRIC_GATEWAY_BYTES, (double)bytes);
}

static void on_message(void *ctx, const char *text, size_t length)
{
    struct shard_link *l = ctx;
    l->handlers.on_text(l->ctx, text, length);
}

static void on_closed(void *ctx, uint16_t code, struct err e)
{
    struct shard_link *l = ctx;
    l->handlers.on_closed(l->ctx, code, e, e.kind == ERR_HTTP ? stack_refusal(l->stack) : NULL);
}

void shard_link_init(struct shard_link *l, struct loop *loop, struct metrics *metrics,
                     const struct shard_link_handlers *handlers, void *ctx)
{
    *l = (struct shard_link){.loop = loop, .metrics = metrics, .handlers = *handlers, .ctx = ctx};
}

void shard_link_dial(struct shard_link *l, const struct stack_endpoint *endpoint)
{
    static const struct stack_handlers HANDLERS = {on_connected, on_open, on_received, on_message, on_closed};
    l->heartbeat = (struct heartbeat){0};
    send_budget_init(&l->sends);
    l->stack = stack_open(l->loop, endpoint, &HANDLERS, l);
}

void shard_link_drop(struct shard_link *l)
{
    stack_abort(&l->stack);
    l->heartbeat = (struct heartbeat){0};
}

void shard_link_close(struct shard_link *l, uint16_t code)
{
    (void)stack_close(l->stack, code);
}

enum shard_link_sent shard_link_send(struct shard_link *l, enum send_kind kind, const struct buffer *payload,
                                     struct err *ret_error)
{
    struct err e = payload->failed ? err_make(ERR_FULL, "shard_sending.payload", 0)
                                   : send_budget_take(&l->sends, kind, payload->length, clock_monotonic_ms());
    enum shard_link_sent failed = SHARD_LINK_REFUSED;
    if (!err_is(e)) {
        e = stack_send(l->stack, payload->data, payload->length);
        failed = SHARD_LINK_BROKEN;
    }
    if (!err_is(e))
        return SHARD_LINK_SENT;
    *ret_error = e;
    return failed;
}

enum shard_link_sent shard_link_send_heartbeat(struct shard_link *l, enum send_kind kind, int64_t sequence,
                                               struct err *ret_error)
{
    struct buffer payload;
    buffer_init(&payload, PAYLOAD_SENT_MOST);
    payload_write_heartbeat(&payload, sequence);
    enum shard_link_sent sent = shard_link_send(l, kind, &payload, ret_error);
    if (sent == SHARD_LINK_SENT)
        heartbeat_sent(&l->heartbeat, clock_monotonic_us());
    buffer_free(&payload);
    return sent;
}
