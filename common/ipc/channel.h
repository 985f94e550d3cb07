/* One end of a SOCK_SEQPACKET pair on the event loop: whole frames in, whole frames out, never blocking.
 * Sending queues in a block of fixed size made at open; when that is full the frame is refused with ERR_FULL
 * and counted. Bad records are counted and dropped, they never end anything. File descriptors that a peer
 * slips in are closed. */
#ifndef VIGIE_CHANNEL_H
#define VIGIE_CHANNEL_H

#include "err.h"
#include "frame.h"

#include <stdint.h>

struct channel;
struct loop;

struct channel_handlers {
    /* The frame and its body live during the call. */
    void (*on_frame)(void *ctx, const struct frame *frame);
    /* The peer is gone. Last call; destroy the channel, here or later. */
    void (*on_closed)(void *ctx);
    /* A record that frame_read refused. May be NULL. */
    void (*on_bad)(void *ctx, enum frame_fault fault);
};

struct channel_counts {
    uint64_t bad, refused; /* records dropped on arrival; frames that the queue or the kernel refused */
};

/* Takes `fd`, made non-blocking here; on an error it stays the caller's. `queue_bytes`: most that may wait to
 * be sent. */
struct err channel_open(struct loop *loop, int fd, size_t queue_bytes,
                        const struct channel_handlers *handlers, void *ctx, struct channel **ret_channel);

/* Queues or sends header and body as one record. ERR_FULL: queue full, or body over FRAME_BODY_MOST.
 * ERR_CLOSED. ERR_SYSTEM: the kernel refused it otherwise than for want of room. */
struct err channel_send(struct channel *channel, const struct frame *frame);

struct channel_counts channel_counts(const struct channel *channel);

/* Why it was closed, from on_closed on: ERR_OK where the peer has simply gone. */
struct err channel_failure(const struct channel *channel);

/* Closes the fd. What was queued is tried once more, without waiting. Accepts NULL. Allowed inside its
 * callbacks. */
void channel_destroy(struct channel **channel);

#endif
