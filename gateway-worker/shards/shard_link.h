/* The connection of one shard, one at a time: dials, keeps the time of what is heard, sends what the budget
 * allows. Knows who uses it by callbacks only. Embedded by its shard's driver; shard_link_drop is its cleanup.
 */
#ifndef VIGIE_SHARD_LINK_H
#define VIGIE_SHARD_LINK_H

#include "buffer.h"
#include "heartbeat.h"
#include "metrics.h"
#include "send_budget.h"
#include "stack.h"

struct shard_link_handlers {
    void (*on_connected)(void *ctx);
    void (*on_open)(void *ctx);
    void (*on_text)(void *ctx, const char *text, size_t length);
    /* As stack_handlers.on_closed. `refusal`: of an upgrade, where `e` says ERR_HTTP. */
    void (*on_closed)(void *ctx, uint16_t code, struct err e, const struct upgrade_refusal *refusal);
};

struct shard_link {
    struct loop *loop;
    struct metrics *metrics;
    struct shard_link_handlers handlers;
    void *ctx;
    struct stack *stack; /* NULL while there is no connection */
    struct heartbeat heartbeat;
    struct send_budget sends;
    uint64_t heard_us; /* of the last bytes received */
    int64_t heard_wall_ms;
};

/* `loop` and `metrics` are borrowed. */
void shard_link_init(struct shard_link *link, struct loop *loop, struct metrics *metrics,
                     const struct shard_link_handlers *handlers, void *ctx);

/* There is no connection before. */
void shard_link_dial(struct shard_link *link, const struct stack_endpoint *endpoint);
/* A dead peer is not waited for, and a live one keeps the session: no Close frame, no FIN, gone. */
void shard_link_drop(struct shard_link *link);
/* If it cannot be sent, nothing follows: do not wait for it long. */
void shard_link_close(struct shard_link *link, uint16_t code);

/* A payload of ours, but a heartbeat. */
enum shard_link_sent {
    SHARD_LINK_SENT,
    SHARD_LINK_REFUSED, /* by the budget, or it could not be written; the connection stands */
    SHARD_LINK_BROKEN,
} shard_link_send(struct shard_link *link, enum send_kind kind, const struct buffer *payload,
                  struct err *ret_error);
/* `sequence`: the last one that was handled. */
enum shard_link_sent shard_link_send_heartbeat(struct shard_link *link, enum send_kind kind, int64_t sequence,
                                               struct err *ret_error);

#endif
