/* The server's end of one WebSocket on an HTTP connection of h2o: whole messages in and out.
 * Owned by itself: its user lets go of it at on_closed, or by one of the three calls below. The door to
 * wslay. */
#ifndef VIGIE_SIM_WEBSOCKET_H
#define VIGIE_SIM_WEBSOCKET_H

#include "frame_masks.h"

#include <stdbool.h>
#include <stddef.h>

struct websocket;
struct loop;
struct st_h2o_req_t;

/* Most bytes that may wait to be sent; over it the client is too slow and is cut off. */
#define WEBSOCKET_QUEUE_MOST ((size_t)64 * 1024 * 1024)

struct websocket_handlers {
    /* 101 is sent: messages may be sent from now on. */
    void (*on_open)(void *ctx);
    void (*on_message)(void *ctx, const char *bytes, size_t length);
    /* The mask of a frame was no secret; the frame is taken all the same, as Discord does. Ends nothing. */
    void (*on_bad_mask)(void *ctx, enum mask_fault fault);
    /* The client ended it; last call. `code`: of its Close frame, 1005 when that had none, 0 when the
     * connection just ended. `breach`: the protocol error that ended it (1002 for an unmasked frame, 1007,
     * 1009), 0 if none. */
    void (*on_closed)(void *ctx, int code, int breach);
};

/* Answers 101 and takes the connection over. NULL, with nothing done, if the request is no proper upgrade. */
struct websocket *websocket_accept(struct loop *loop, struct st_h2o_req_t *req,
                                   const struct websocket_handlers *handlers, void *ctx);

void websocket_send(struct websocket *ws, bool binary, const void *bytes, size_t length);

/* Bytes that wait to be sent. */
size_t websocket_waiting(const struct websocket *ws);

/* From now on nothing is sent, not even what waits, and the TCP connection stays up; or things are normal
 * again. */
void websocket_mute(struct websocket *ws, bool muted);

/* Three ways to be done with it; no callback comes after them and `ws` is not ours any more.
 * close: what waits is sent, then a Close frame, then FIN. reset: RST at once. drop: FIN without Close. */
void websocket_close(struct websocket *ws, int code, const char *reason);
void websocket_reset(struct websocket *ws);
void websocket_drop(struct websocket *ws);

#endif
