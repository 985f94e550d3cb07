/* Frames between the supervisor and the present instance of a worker: numbers what is sent, understands the
 * frames that are about living, hands on the others. Embedded by the child. */
#ifndef VIGIE_CHILD_LINK_H
#define VIGIE_CHILD_LINK_H

#include "channel.h"
#include "instance.h"
#include "lifecycle.h"

#include <stdbool.h>
#include <stdint.h>

struct child_link_handlers {
    /* Until it is welcomed; `other_build`: its program is not of our compilation. */
    void (*on_hello)(void *ctx, bool other_build);
    void (*on_heartbeat)(void *ctx);
    /* READY, LEAVES, CHANNEL_ENDED. */
    void (*on_event)(void *ctx, enum lifecycle_event event);
    void (*on_frame)(void *ctx, const struct frame *frame);
};

struct child_link {
    struct instance *instance; /* whose channel it is. The child's */
    enum worker worker;
    struct child_link_handlers handlers;
    void *ctx;
    uint32_t generation;
    uint64_t last_seq;
    bool welcomed;
    struct channel_counts past; /* of the instances before this one */
    uint64_t invalid;           /* frames that were well formed but not this worker's to send */
};

/* What the channel of an instance does; ctx is the link. */
extern const struct channel_handlers CHILD_LINK_CHANNEL;

void child_link_init(struct child_link *link, enum worker worker, struct instance *instance,
                     const struct child_link_handlers *handlers, void *ctx);

/* A new instance: nothing was sent to it yet. */
void child_link_begin(struct child_link *link, uint32_t generation);
/* Closes the channel, keeps its counts. */
void child_link_close(struct child_link *link);

/* There is a channel, and it has not ended. */
bool child_link_is_open(const struct child_link *link);
bool child_link_welcomed(const struct child_link *link);

/* Refused, it is asked for again by the next HELLO. */
void child_link_welcome(struct child_link *link);
/* `to` and `generation` are filled in, and `seq` where it is 0. */
struct err child_link_send(struct child_link *link, struct frame frame);
/* From us, no reply expected. What the queue cannot take is counted and lost. */
void child_link_tell(struct child_link *link, enum message type, const char *body, size_t length);

/* One of its frames had a body that nobody can take. */
void child_link_refuse(struct child_link *link);

/* Of all instances. */
struct channel_counts child_link_counts(const struct child_link *link);

#endif
