/* A Gateway connection as its users see it: open, JSON texts both ways, closed. TCP, TLS, the WebSocket
 * upgrade, framing and inflation stacked on each other. Owned by who opened it. */
#ifndef VIGIE_STACK_H
#define VIGIE_STACK_H

#include "err.h"
#include "inflate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;
struct stack;
struct tls_trust;
struct upgrade_refusal;

struct stack_endpoint {
    const char *host; /* without brackets */
    uint16_t port;
    const char *target; /* "/?v=10&encoding=json&compress=zstd-stream" */
    struct tls_trust
        *trust; /* NULL: plain, which the caller allows for loopback only. Borrowed while connected */
};

/* Never called from inside stack_open, nor after stack_abort, which each may call. */
struct stack_handlers {
    /* TCP stands; TLS and the upgrade begin. */
    void (*on_connected)(void *ctx);
    void (*on_open)(void *ctx);
    /* So many bytes came off the wire; called before whatever they cause. */
    void (*on_received)(void *ctx, size_t bytes);
    /* One JSON text, inflated. It lives during the call. */
    void (*on_message)(void *ctx, const char *text, size_t length);
    /* At most once; stack_abort is left to do. `code`: of the peer's Close frame, else 0 and `e` says why. */
    void (*on_closed)(void *ctx, uint16_t code, struct err e);
};

/* The strings are copied. */
struct stack *stack_open(struct loop *loop, const struct stack_endpoint *endpoint,
                         const struct stack_handlers *handlers, void *ctx);

/* Only between on_open and on_closed. */
struct err stack_send(struct stack *stack, const char *text, size_t length);

/* Sends Close with `code`, then FIN. The peer's end still comes as on_closed; do not wait for it long. */
struct err stack_close(struct stack *stack, uint16_t code);

/* Of a refused upgrade, that is when on_closed says ERR_HTTP. Lives as long as the stack. */
const struct upgrade_refusal *stack_refusal(const struct stack *stack);

/* How the peer compresses; INFLATE_CODECS: not at all, or nothing has come yet. */
enum inflate_codec stack_codec(const struct stack *stack);

/* Gone at once. Accepts NULL. */
void stack_abort(struct stack **stack);

#endif
