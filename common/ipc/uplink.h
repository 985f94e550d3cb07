/* A worker's line to its supervisor: HELLO, what was kept, WELCOME, heartbeats, requests to other workers,
 * stop. The story of every worker's main: uplink_open → on_kept, on_metrics… → on_welcome (start to work) →
 * uplink_ready → … → on_stop → uplink_stopped. Heartbeats leave once a second from this loop, so a loop that
 * hangs is seen. */
#ifndef VIGIE_UPLINK_H
#define VIGIE_UPLINK_H

#include "channel.h"
#include "err.h"
#include "frame.h"

#include <stdbool.h>
#include <stdint.h>

struct uplink;
struct loop;

struct uplink_handlers {
    /* Before on_welcome: what the predecessor asked to keep, and its last METRICS. Either may not come. May
     * be NULL. */
    void (*on_kept)(void *ctx, const char *body, size_t length);
    void (*on_metrics_kept)(void *ctx, const char *body, size_t length);
    void (*on_welcome)(void *ctx);
    /* Any other frame that is for us and is not a reply to a request of ours. May be NULL. */
    void (*on_frame)(void *ctx, const struct frame *frame);
    /* Another worker came up or went. Requests waiting for one that went have been answered with
     * ERR_UNAVAILABLE before this. May be NULL. */
    void (*on_peer)(void *ctx, enum worker worker, bool up);
    /* STOP, SIGTERM, SIGINT, or the supervisor is gone: finish and call uplink_stopped. Called once. */
    void (*on_stop)(void *ctx);
};

/* Takes WORKER_FD_CHANNEL, installs the stop signals, says HELLO. When the program was not started by a
 * supervisor (no socket there): says so on stderr and exits with EXIT_USAGE. Never fails otherwise. */
struct uplink *uplink_open(struct loop *loop, enum worker self, const struct uplink_handlers *handlers,
                           void *ctx);

/* We serve. Repeated calls are ignored. */
void uplink_ready(struct uplink *uplink);

/* Hands `body` (at most FRAME_BODY_MOST) to the supervisor for our successor. */
void uplink_keep(struct uplink *uplink, const char *body, size_t length);

/* A frame that wants no reply, or a reply (`ref` = the request's seq). */
struct err uplink_send(struct uplink *uplink, enum worker to, enum message type, uint64_t ref,
                       const char *body, size_t length);

/* Called exactly once. `reply` is NULL when `e` is set: ERR_TIMEOUT, ERR_UNAVAILABLE, ERR_FULL. */
typedef void uplink_on_reply(void *ctx, struct err e, const struct frame *reply);

/* Asks `to`. Returns a ticket for uplink_forget, never 0. At most 256 wait at once (then ERR_FULL, on the
 * next turn). */
uint64_t uplink_request(struct uplink *uplink, enum worker to, enum message type, const char *body,
                        size_t length, uint64_t timeout_ms, uplink_on_reply *on_reply, void *ctx);
/* The callback of that request will not be called any more. */
void uplink_forget(struct uplink *uplink, uint64_t ticket);

/* Our last word: STOPPING, then the loop is stopped. */
void uplink_stopped(struct uplink *uplink);

/* For the metrics of this line. */
struct channel_counts uplink_counts(const struct uplink *uplink);

/* Accepts NULL. */
void uplink_close(struct uplink **uplink);

#endif
