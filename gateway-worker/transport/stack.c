/* Bytes climb tcp → tls → upgrade, then ws → inflate → JSON; each layer is told what the one below brought.
 *
 * A user may abort from any callback, that is from deep inside this climb: then the object is only marked,
 * and freed when the climb has come back down (`climbing`). */
#include "stack.h"

#include "allocate.h"
#include "buffer.h"
#include "random.h"
#include "tcp.h"
#include "tls.h"
#include "upgrade.h"
#include "ws.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUEST_MOST 8192

struct stack {
    struct stack_handlers handlers;
    void *ctx;
    char host[256], target[2048], host_header[264];
    struct tls_trust *trust;
    struct tcp *tcp;
    struct tls *tls;
    struct upgrade upgrade;
    struct ws *ws; /* NULL until upgraded */
    struct inflate *inflate;
    bool climbing;
    enum { STACK_LIVE, STACK_CLOSED, STACK_ABORTED } state;
};

static void stack_free(struct stack *s)
{
    ws_destroy(&s->ws);
    inflate_destroy(&s->inflate);
    upgrade_free(&s->upgrade);
    tls_destroy(&s->tls);
    free(s);
}

static void report_closed(struct stack *s, uint16_t code, struct err e)
{
    if (s->state != STACK_LIVE)
        return;
    s->state = STACK_CLOSED;
    tcp_abort(&s->tcp);
    s->handlers.on_closed(s->ctx, code, e);
}

static struct err to_peer(void *ctx, const void *bytes, size_t length)
{
    struct stack *s = ctx;
    if (!s->tcp)
        return err_make(ERR_CLOSED, "stack.send", 0);
    return tcp_write(s->tcp, bytes, length);
}

static struct err to_peer_secured(void *ctx, const void *bytes, size_t length)
{
    struct stack *s = ctx;
    return s->tls ? tls_write(s->tls, bytes, length) : to_peer(s, bytes, length);
}

static bool message_arrived(void *ctx, bool is_text, const char *bytes, size_t length)
{
    struct stack *s = ctx;
    const char *text = bytes;
    size_t text_length = length;
    /* A server that does not know the compression that we asked for sends text frames. */
    if (!is_text) {
        struct err e = inflate_feed(s->inflate, bytes, length, &text, &text_length);
        if (err_is(e))
            report_closed(s, WS_NO_CODE, e);
    }
    if (s->state == STACK_LIVE && text)
        s->handlers.on_message(s->ctx, text, text_length);
    return s->state == STACK_LIVE;
}

static void close_arrived(void *ctx, uint16_t code)
{
    report_closed(ctx, code, err_make(ERR_CLOSED, "stack.close_frame", code));
}

static struct err ask_for_upgrade(struct stack *s)
{
    unsigned char random[WEBSOCKET_KEY_BYTES];
    for (size_t i = 0; i < sizeof(random); i += sizeof(uint64_t)) {
        uint64_t part = random_u64();
        memcpy(random + i, &part, sizeof(part));
    }
    struct buffer request;
    buffer_init(&request, REQUEST_MOST);
    struct err e = upgrade_begin(&s->upgrade, s->host_header, s->target, random, &request);
    if (!err_is(e))
        e = to_peer_secured(s, request.data, request.length);
    buffer_free(&request);
    return e;
}

static void upgraded(struct stack *s)
{
    static const struct ws_handlers HANDLERS = {to_peer_secured, message_arrived, close_arrived};
    s->ws = ws_create(&HANDLERS, s);
    s->inflate = inflate_create();
    s->handlers.on_open(s->ctx);
}

static bool plain_arrived(void *ctx, const char *bytes, size_t length)
{
    struct stack *s = ctx;
    struct err e = ERR_OK;
    size_t used = 0;
    if (!s->ws) {
        bool done;
        e = upgrade_feed(&s->upgrade, bytes, length, &done, &used);
        if (!err_is(e) && done)
            upgraded(s);
    }
    if (!err_is(e) && s->state == STACK_LIVE && s->ws && used < length)
        e = ws_feed(s->ws, bytes + used, length - used);
    if (err_is(e))
        report_closed(s, WS_NO_CODE, e);
    return s->state == STACK_LIVE;
}

static void tls_secured(void *ctx)
{
    struct stack *s = ctx;
    struct err e = ask_for_upgrade(s);
    if (err_is(e))
        report_closed(s, WS_NO_CODE, e);
}

static struct err begin_tls(struct stack *s)
{
    static const struct tls_handlers HANDLERS = {to_peer, tls_secured, plain_arrived};
    struct err e = tls_create(s->trust, s->host, &HANDLERS, s, &s->tls);
    return err_is(e) ? e : tls_start(s->tls);
}

/* The end of every climb. */
static void come_down(struct stack *s, struct err e)
{
    if (err_is(e))
        report_closed(s, WS_NO_CODE, e);
    s->climbing = false;
    if (s->state == STACK_ABORTED)
        stack_free(s);
}

static void tcp_connected(void *ctx)
{
    struct stack *s = ctx;
    s->climbing = true;
    s->handlers.on_connected(s->ctx);
    struct err e = ERR_OK;
    if (s->state == STACK_LIVE)
        e = s->trust ? begin_tls(s) : ask_for_upgrade(s);
    come_down(s, e);
}

static void tcp_bytes(void *ctx, const char *bytes, size_t length)
{
    struct stack *s = ctx;
    s->climbing = true;
    s->handlers.on_received(s->ctx, length);
    struct err e = ERR_OK;
    if (s->state == STACK_LIVE && s->tls)
        e = tls_feed(s->tls, bytes, length);
    else if (s->state == STACK_LIVE)
        plain_arrived(s, bytes, length);
    come_down(s, e);
}

static void tcp_closed(void *ctx, struct err e)
{
    struct stack *s = ctx;
    s->climbing = true;
    come_down(s, e);
}

struct stack *stack_open(struct loop *loop, const struct stack_endpoint *endpoint,
                         const struct stack_handlers *handlers, void *ctx)
{
    static const struct tcp_handlers TCP_HANDLERS = {tcp_connected, tcp_bytes, tcp_closed};
    struct stack *s = allocate(1, sizeof(*s));
    s->handlers = *handlers;
    s->ctx = ctx;
    s->trust = endpoint->trust;
    snprintf(s->host, sizeof(s->host), "%s", endpoint->host);
    snprintf(s->target, sizeof(s->target), "%s", endpoint->target);
    bool is_ipv6 = strchr(s->host, ':') != NULL, own_port = endpoint->port == (s->trust ? 443 : 80);
    int n = snprintf(s->host_header, sizeof(s->host_header), is_ipv6 ? "[%.250s]" : "%.250s", s->host);
    if (!own_port)
        snprintf(s->host_header + n, sizeof(s->host_header) - (size_t)n, ":%u", endpoint->port);
    s->tcp = tcp_open(loop, endpoint->host, endpoint->port, &TCP_HANDLERS, s);
    return s;
}

struct err stack_send(struct stack *s, const char *text, size_t length)
{
    return s->ws ? ws_send_text(s->ws, text, length) : err_make(ERR_CLOSED, "stack.send", 0);
}

struct err stack_close(struct stack *s, uint16_t code)
{
    if (!s->ws || !s->tcp)
        return err_make(ERR_CLOSED, "stack.close", 0);
    struct err e = ws_send_close(s->ws, code);
    return err_is(e) ? e : tcp_end(s->tcp);
}

const struct upgrade_refusal *stack_refusal(const struct stack *s)
{
    return &s->upgrade.refusal;
}

enum inflate_codec stack_codec(const struct stack *s)
{
    return s->inflate ? inflate_codec(s->inflate) : INFLATE_CODECS;
}

void stack_abort(struct stack **take_stack)
{
    struct stack *s = *take_stack;
    if (!s)
        return;
    *take_stack = NULL;
    tcp_abort(&s->tcp);
    s->state = STACK_ABORTED;
    if (!s->climbing)
        stack_free(s);
}
