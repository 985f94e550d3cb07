/* wslay between a socket of h2o and its user. */
#include "websocket.h"

#include "buffer.h"
#include "loop.h"
#include "simulator_h2o.h"

#include <mbedtls/base64.h>
#include <mbedtls/md.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <wslay/wslay.h>

#define LINGER_MS    2000          /* how long we wait for the client's FIN after ours */
#define MESSAGE_MOST (1024 * 1024) /* wslay's own limit; Discord's 4096 is the user's business */

struct websocket {
    h2o_socket_t *sock; /* NULL until 101 is written */
    wslay_event_context_ptr wslay;
    const struct websocket_handlers *handlers; /* NULL: the user has let go */
    void *ctx;
    struct loop_timer *linger;
    struct frame_masks masks;
    struct buffer waiting, writing;
    size_t consumed; /* of sock->input, by wslay */
    enum { WS_OPENING, WS_OPEN, WS_LAST_WORDS, WS_LINGERING, WS_ENDED } state;
    bool muted, busy; /* busy: inside wslay, so not to be freed */
};

static void flush(struct websocket *ws);

static void free_websocket(struct websocket *ws)
{
    wslay_event_context_free(ws->wslay);
    loop_timer_destroy(&ws->linger);
    buffer_free(&ws->waiting);
    buffer_free(&ws->writing);
    free(ws);
}

static void end(struct websocket *ws)
{
    if (ws->sock)
        h2o_socket_close(ws->sock);
    bool opening = ws->state == WS_OPENING;
    ws->sock = NULL;
    ws->state = WS_ENDED;
    if (!ws->busy && !opening) /* an upgrade under way calls us once more */
        free_websocket(ws);
}

static void linger_over(void *ctx)
{
    end(ctx);
}

/* Everything is written: our FIN, then wait for the client's, so that no RST eats our last words. */
static void linger(struct websocket *ws)
{
    ws->state = WS_LINGERING;
    shutdown(h2o_socket_get_fd(ws->sock), SHUT_WR);
    loop_timer_start(ws->linger, LINGER_MS);
}

/* The client is gone or broke the protocol: tell the user, who lets go. */
static void report_closed(struct websocket *ws, int code, int breach)
{
    const struct websocket_handlers *handlers = ws->handlers;
    ws->handlers = NULL;
    if (handlers)
        handlers->on_closed(ws->ctx, code, breach);
}

static ssize_t give_input(wslay_event_context_ptr ctx, uint8_t *bytes, size_t length, int flags, void *user)
{
    (void)flags;
    struct websocket *ws = user;
    size_t there = ws->sock ? ws->sock->input->size - ws->consumed : 0;
    if (there == 0) {
        wslay_event_set_error(ctx, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    size_t given = there < length ? there : length;
    memcpy(bytes, ws->sock->input->bytes + ws->consumed, given);
    ws->consumed += given;
    enum mask_fault fault = frame_masks_take(&ws->masks, bytes, given);
    if (fault != MASKS_SOUND && ws->handlers)
        ws->handlers->on_bad_mask(ws->ctx, fault);
    return (ssize_t)given;
}

static ssize_t take_output(wslay_event_context_ptr ctx, const uint8_t *bytes, size_t length, int flags,
                           void *user)
{
    (void)flags;
    struct websocket *ws = user;
    buffer_append(&ws->waiting, bytes, length);
    if (ws->waiting.failed) {
        wslay_event_set_error(ctx, WSLAY_ERR_CALLBACK_FAILURE);
        return -1;
    }
    return (ssize_t)length;
}

static void message_arrived(wslay_event_context_ptr ctx, const struct wslay_event_on_msg_recv_arg *arg,
                            void *user)
{
    (void)ctx;
    struct websocket *ws = user;
    if (arg->opcode == WSLAY_CONNECTION_CLOSE) {
        report_closed(ws, arg->status_code ? arg->status_code : WSLAY_CODE_NO_STATUS_RCVD, 0);
        if (ws->state == WS_OPEN)
            ws->state = WS_LAST_WORDS;
    } else if (!wslay_is_ctrl_frame(arg->opcode) && ws->handlers) {
        ws->handlers->on_message(ws->ctx, (const char *)arg->msg, arg->msg_length);
    }
}

static void socket_read(h2o_socket_t *sock, const char *err)
{
    struct websocket *ws = sock->data;
    if (err || ws->state == WS_LINGERING) {
        h2o_buffer_consume(&sock->input, sock->input->size);
        if (!err)
            return;
        report_closed(ws, 0, 0);
        end(ws);
        return;
    }
    ws->busy = true;
    ws->consumed = 0;
    int failed = wslay_event_recv(ws->wslay);
    ws->busy = false;
    if (ws->state == WS_ENDED) {
        free_websocket(ws);
        return;
    }
    h2o_buffer_consume(&sock->input, ws->consumed);
    flush(ws);
    if (ws->state == WS_OPEN && (failed || !wslay_event_get_read_enabled(ws->wslay))) {
        int breach = wslay_event_get_status_code_sent(ws->wslay); /* known once wslay has written its Close */
        report_closed(ws, 0, breach ? breach : WSLAY_CODE_PROTOCOL_ERROR);
        ws->state = WS_LAST_WORDS;
        flush(ws);
    }
}

static void socket_written(h2o_socket_t *sock, const char *err)
{
    struct websocket *ws = sock->data;
    buffer_clear(&ws->writing);
    if (err) {
        report_closed(ws, 0, 0);
        end(ws);
        return;
    }
    flush(ws);
}

/* Moves what wslay has queued to the socket, one write at a time. Ends nothing: a client too slow for the
 * queue is reset, and the next read says so. */
static void flush(struct websocket *ws)
{
    if (ws->muted || ws->busy || !ws->sock || ws->state == WS_LINGERING)
        return;
    if (wslay_event_send(ws->wslay) != 0 || ws->waiting.failed) {
        h2o_door_reset(ws->sock);
        return;
    }
    if (ws->writing.length > 0)
        return;
    if (ws->waiting.length == 0) {
        if (ws->state == WS_LAST_WORDS)
            linger(ws);
        return;
    }
    struct buffer spare = ws->writing;
    ws->writing = ws->waiting;
    ws->waiting = spare;
    h2o_iovec_t bytes = h2o_iovec_init(ws->writing.data, ws->writing.length);
    h2o_socket_write(ws->sock, &bytes, 1, socket_written);
}

static void upgraded(void *ctx, h2o_socket_t *sock, size_t request_size)
{
    struct websocket *ws = ctx;
    ws->sock = sock;
    if (!sock || ws->state == WS_ENDED) {
        ws->state = WS_OPEN; /* no further call is due */
        if (!sock)
            report_closed(ws, 0, 0);
        end(ws);
        return;
    }
    h2o_buffer_consume(&sock->input, request_size);
    sock->data = ws;
    ws->state = WS_OPEN;
    ws->busy = true;
    ws->handlers->on_open(ws->ctx);
    ws->busy = false;
    if (ws->state == WS_ENDED) {
        free_websocket(ws);
        return;
    }
    h2o_socket_read_start(sock, socket_read);
    flush(ws);
}

/* Sec-WebSocket-Accept of RFC 6455 section 4.2.2; `text` of 32 bytes. */
static void accept_key(const char *key, size_t length, char text[32])
{
    static const char GUID[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    unsigned char joined[64 + sizeof(GUID)], digest[20];
    size_t written;
    memcpy(joined, key, length);
    memcpy(joined + length, GUID, sizeof(GUID) - 1);
    mbedtls_md(mbedtls_md_info_from_type(MBEDTLS_MD_SHA1), joined, length + sizeof(GUID) - 1, digest);
    mbedtls_base64_encode((unsigned char *)text, 32, &written, digest, sizeof(digest));
}

static struct websocket *create(struct loop *loop, const struct websocket_handlers *handlers, void *ctx)
{
    static const struct wslay_event_callbacks CALLBACKS = {
        .recv_callback = give_input, .send_callback = take_output, .on_msg_recv_callback = message_arrived};
    struct websocket *ws = calloc(1, sizeof(*ws));
    if (!ws || wslay_event_context_server_init(&ws->wslay, &CALLBACKS, ws) != 0)
        abort();
    wslay_event_config_set_max_recv_msg_length(ws->wslay, MESSAGE_MOST);
    ws->handlers = handlers;
    ws->ctx = ctx;
    ws->linger = loop_timer_create(loop, linger_over, ws);
    buffer_init(&ws->waiting, WEBSOCKET_QUEUE_MOST);
    buffer_init(&ws->writing, WEBSOCKET_QUEUE_MOST);
    return ws;
}

struct websocket *websocket_accept(struct loop *loop, struct st_h2o_req_t *req,
                                   const struct websocket_handlers *handlers, void *ctx)
{
    ssize_t at = h2o_find_header_by_str(&req->headers, H2O_STRLIT("sec-websocket-key"), -1);
    if (at < 0 || req->headers.entries[at].value.len > 64)
        return NULL;
    char key[32];
    accept_key(req->headers.entries[at].value.base, req->headers.entries[at].value.len, key);
    struct websocket *ws = create(loop, handlers, ctx);
    h2o_iovec_t kept = h2o_strdup(&req->pool, key, SIZE_MAX);
    req->res.status = 101;
    req->res.reason = "Switching Protocols";
    h2o_add_header(&req->pool, &req->res.headers, H2O_TOKEN_UPGRADE, NULL, H2O_STRLIT("websocket"));
    h2o_add_header_by_str(&req->pool, &req->res.headers, H2O_STRLIT("sec-websocket-accept"), 0, NULL,
                          kept.base, kept.len);
    h2o_http1_upgrade(req, NULL, 0, upgraded, ws);
    return ws;
}

void websocket_send(struct websocket *ws, bool binary, const void *bytes, size_t length)
{
    const struct wslay_event_msg message = {
        .opcode = binary ? WSLAY_BINARY_FRAME : WSLAY_TEXT_FRAME, .msg = bytes, .msg_length = length};
    if (ws->muted)
        return;
    wslay_event_queue_msg(ws->wslay, &message);
    flush(ws);
}

size_t websocket_waiting(const struct websocket *ws)
{
    return ws->waiting.length + ws->writing.length;
}

void websocket_mute(struct websocket *ws, bool muted)
{
    ws->muted = muted;
}

void websocket_close(struct websocket *ws, int code, const char *reason)
{
    ws->handlers = NULL;
    if (ws->state != WS_OPEN) {
        if (ws->state == WS_OPENING)
            end(ws);
        return;
    }
    ws->muted = false;
    wslay_event_queue_close(ws->wslay, (uint16_t)code, (const uint8_t *)reason, strlen(reason));
    ws->state = WS_LAST_WORDS;
    flush(ws);
}

void websocket_reset(struct websocket *ws)
{
    ws->handlers = NULL;
    if (ws->sock)
        h2o_door_reset(ws->sock);
    end(ws);
}

void websocket_drop(struct websocket *ws)
{
    ws->handlers = NULL;
    end(ws);
}
