/* WebSocket framing as a client: bytes in, messages out, and the other way. RFC 6455. Sans-I/O. The door to
 * wslay. Owned by its connection. */
#ifndef VIGIE_WS_H
#define VIGIE_WS_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of one received message, its fragments together. A compressed GUILD_CREATE is far below. */
#define WS_MESSAGE_MOST (16u * 1024 * 1024)
/* No Close frame, or one without a code. */
#define WS_NO_CODE 0

struct ws;

struct ws_handlers {
    /* To the peer, masked. An error ends the connection. */
    struct err (*on_output)(void *ctx, const void *bytes, size_t length);
    /* A whole message; the bytes live during the call. False: the receiver has let go, and is not called any
     * more. */
    bool (*on_message)(void *ctx, bool is_text, const char *bytes, size_t length);
    /* The peer's Close frame. Nothing is answered: whoever closes first decides what its code means for the
     * session, and echoing 1000 or 1001 might end ours. */
    void (*on_close)(void *ctx, uint16_t code);
};

struct ws *ws_create(const struct ws_handlers *handlers, void *ctx);
/* Accepts NULL. Not from inside a handler. */
void ws_destroy(struct ws **ws);

/* ERR_PROTOCOL: the peer broke the rules. ERR_FULL: a message over WS_MESSAGE_MOST. Else what on_output said.
 * Pings are answered from here. */
struct err ws_feed(struct ws *ws, const char *bytes, size_t length);

struct err ws_send_text(struct ws *ws, const char *text, size_t length);
struct err ws_send_close(struct ws *ws, uint16_t code);

#endif
