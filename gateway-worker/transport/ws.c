/* wslay's event layer without its buffering: it would allocate for every frame; fragments are gathered here
 * into one reused buffer, and a message that came as one piece is handed on where it lies. */
#include "ws.h"

#include "buffer.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <wslay/wslay.h>

/* A buffer that a rare large message has grown past this is given back after it. */
#define WS_KEPT (256 * 1024)

struct ws {
    wslay_event_context_ptr events;
    struct ws_handlers handlers;
    void *ctx;
    const char *input;
    size_t input_length;
    struct buffer message;
    bool is_control; /* of the frame that is being received */
    bool stopped;    /* closed, failed, or let go by the receiver */
    struct err error;
};

static void fail(struct ws *ws, struct err e)
{
    if (!err_is(ws->error))
        ws->error = e;
    ws->stopped = true;
}

static ssize_t pull(wslay_event_context_ptr events, uint8_t *room, size_t size, int flags, void *ctx)
{
    (void)flags;
    struct ws *ws = ctx;
    if (!ws->input_length || ws->stopped) {
        wslay_event_set_error(events, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    size_t n = size < ws->input_length ? size : ws->input_length;
    memcpy(room, ws->input, n);
    ws->input += n;
    ws->input_length -= n;
    return (ssize_t)n;
}

static ssize_t push(wslay_event_context_ptr events, const uint8_t *bytes, size_t length, int flags, void *ctx)
{
    (void)flags;
    struct ws *ws = ctx;
    struct err e = ws->handlers.on_output(ws->ctx, bytes, length);
    if (!err_is(e))
        return (ssize_t)length;
    fail(ws, e);
    wslay_event_set_error(events, WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static int make_mask(wslay_event_context_ptr events, uint8_t *room, size_t length, void *ctx)
{
    (void)ctx;
    if (getrandom(room, length, 0) == (ssize_t)length)
        return 0;
    wslay_event_set_error(events, WSLAY_ERR_CALLBACK_FAILURE);
    return -1;
}

static void frame_started(wslay_event_context_ptr events,
                          const struct wslay_event_on_frame_recv_start_arg *frame, void *ctx)
{
    (void)events;
    struct ws *ws = ctx;
    ws->is_control = wslay_is_ctrl_frame(frame->opcode);
    if (!ws->stopped && !ws->is_control && frame->payload_length > WS_MESSAGE_MOST - ws->message.length)
        fail(ws, err_make(ERR_FULL, "ws.message", 0));
}

static void frame_chunk(wslay_event_context_ptr events,
                        const struct wslay_event_on_frame_recv_chunk_arg *chunk, void *ctx)
{
    (void)events;
    struct ws *ws = ctx;
    if (!ws->is_control && !ws->stopped)
        buffer_append(&ws->message, chunk->data, chunk->data_length);
}

static void forget_message(struct ws *ws)
{
    if (ws->message.capacity > WS_KEPT)
        buffer_free(&ws->message);
    buffer_clear(&ws->message);
}

static void message_ended(wslay_event_context_ptr events, const struct wslay_event_on_msg_recv_arg *message,
                          void *ctx)
{
    (void)events;
    struct ws *ws = ctx;
    if (ws->stopped)
        return;
    if (message->opcode == WSLAY_CONNECTION_CLOSE) {
        ws->stopped = true;
        ws->handlers.on_close(ws->ctx, message->status_code);
    } else if (!wslay_is_ctrl_frame(message->opcode)) {
        bool is_text = message->opcode == WSLAY_TEXT_FRAME;
        if (!ws->handlers.on_message(ws->ctx, is_text, buffer_string(&ws->message), ws->message.length))
            ws->stopped = true;
        forget_message(ws);
    }
}

struct ws *ws_create(const struct ws_handlers *handlers, void *ctx)
{
    static const struct wslay_event_callbacks CALLBACKS = {
        .recv_callback = pull,
        .send_callback = push,
        .genmask_callback = make_mask,
        .on_frame_recv_start_callback = frame_started,
        .on_frame_recv_chunk_callback = frame_chunk,
        .on_msg_recv_callback = message_ended,
    };
    struct ws *ws = calloc(1, sizeof(*ws));
    if (!ws || wslay_event_context_client_init(&ws->events, &CALLBACKS, ws) != 0)
        abort();
    wslay_event_config_set_no_buffering(ws->events, 1);
    ws->handlers = *handlers;
    ws->ctx = ctx;
    buffer_init(&ws->message, WS_MESSAGE_MOST);
    return ws;
}

void ws_destroy(struct ws **take_ws)
{
    struct ws *ws = *take_ws;
    if (!ws)
        return;
    *take_ws = NULL;
    wslay_event_context_free(ws->events);
    buffer_free(&ws->message);
    free(ws);
}

static struct err flush(struct ws *ws)
{
    if (wslay_event_send(ws->events) != 0)
        fail(ws, err_make(ERR_PROTOCOL, "ws.send", 0));
    return ws->error;
}

struct err ws_feed(struct ws *ws, const char *bytes, size_t length)
{
    ws->input = bytes;
    ws->input_length = length;
    /* wslay reads ahead: what stands behind a Close, or behind what made the receiver let go, is nobody's. */
    if (wslay_event_recv(ws->events) != 0 && !ws->stopped)
        fail(ws, err_make(ERR_PROTOCOL, "ws.receive", 0));
    if (ws->stopped)
        return ws->error;
    /* wslay stops reading by itself after a broken rule. */
    if (!wslay_event_get_read_enabled(ws->events))
        fail(ws, err_make(ERR_PROTOCOL, "ws.receive", 0));
    return ws->stopped || !wslay_event_want_write(ws->events) ? ws->error : flush(ws);
}

struct err ws_send_text(struct ws *ws, const char *text, size_t length)
{
    const struct wslay_event_msg message = {WSLAY_TEXT_FRAME, (const uint8_t *)text, length};
    if (wslay_event_queue_msg(ws->events, &message) != 0)
        return err_make(ERR_CLOSED, "ws.send", 0);
    return flush(ws);
}

struct err ws_send_close(struct ws *ws, uint16_t code)
{
    if (wslay_event_queue_close(ws->events, code, NULL, 0) != 0)
        return err_make(ERR_CLOSED, "ws.close", 0);
    return flush(ws);
}
