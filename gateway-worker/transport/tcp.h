/* One outgoing TCP connection: name lookup, every address in turn, bytes both ways. A door to libuv.
 * Owned by who opened it, until tcp_abort. Has no deadline for the whole of connecting: its owner does. */
#ifndef VIGIE_TCP_H
#define VIGIE_TCP_H

#include "err.h"

#include <stddef.h>
#include <stdint.h>

/* Bytes accepted by tcp_write and not yet taken by the kernel; past it the peer has stopped reading. */
#define TCP_UNSENT_MOST (256 * 1024)

struct loop;
struct tcp;

/* Never called from inside tcp_open, nor after tcp_abort, which each may call. */
struct tcp_handlers {
    void (*on_connected)(void *ctx);
    /* `bytes` live during the call. */
    void (*on_bytes)(void *ctx, const char *bytes, size_t length);
    /* It never connected, broke, or the peer ended it (ERR_CLOSED). At most once, then only tcp_abort is left
     * to do. */
    void (*on_closed)(void *ctx, struct err e);
};

/* `host`: a name or an address without brackets. Copied. */
struct tcp *tcp_open(struct loop *loop, const char *host, uint16_t port, const struct tcp_handlers *handlers,
                     void *ctx);

/* Only after on_connected. ERR_FULL past TCP_UNSENT_MOST. */
struct err tcp_write(struct tcp *tcp, const void *bytes, size_t length);

/* FIN after all that was written. The peer's own end still comes as on_closed. */
struct err tcp_end(struct tcp *tcp);

/* Gone at once, as a reset: nothing more is sent, nobody is waited for. Accepts NULL. */
void tcp_abort(struct tcp **tcp);

#endif
