/* Frames of a child. */
#include "child_link.h"

#include "build_info.h"

#include <stdio.h>
#include <string.h>

/* It says HELLO until it hears that it is welcome. */
static void greet(struct child_link *l, const struct frame *hello)
{
    if (l->welcomed)
        return;
    char expected[128];
    int n = snprintf(expected, sizeof(expected), "\"commit\":\"%s\"", BUILD_COMMIT);
    l->handlers.on_hello(l->ctx, !memmem(hello->body, hello->length, expected, (size_t)n));
}

static void frame_arrived(void *ctx, const struct frame *frame)
{
    struct child_link *l = ctx;
    if (frame->from != l->worker) {
        l->invalid++;
        return;
    }
    switch ((int)frame->type) {
    case MESSAGE_HELLO:
        greet(l, frame);
        break;
    case MESSAGE_READY:
        l->handlers.on_event(l->ctx, LIFECYCLE_READY);
        break;
    case MESSAGE_HEARTBEAT:
        l->handlers.on_heartbeat(l->ctx);
        break;
    case MESSAGE_STOPPING:
        l->handlers.on_event(l->ctx, LIFECYCLE_LEAVES);
        break;
    default:
        l->handlers.on_frame(l->ctx, frame);
    }
}

static void channel_ended(void *ctx)
{
    struct child_link *l = ctx;
    child_link_close(l);
    l->handlers.on_event(l->ctx, LIFECYCLE_CHANNEL_ENDED);
}

const struct channel_handlers CHILD_LINK_CHANNEL = {.on_frame = frame_arrived, .on_closed = channel_ended};

void child_link_init(struct child_link *l, enum worker worker, struct instance *instance,
                     const struct child_link_handlers *handlers, void *ctx)
{
    *l = (struct child_link){.instance = instance, .worker = worker, .handlers = *handlers, .ctx = ctx};
}

void child_link_begin(struct child_link *l, uint32_t generation)
{
    l->generation = generation;
    l->last_seq = 0;
    l->welcomed = false;
}

void child_link_close(struct child_link *l)
{
    if (!child_link_is_open(l))
        return;
    struct channel_counts counts = channel_counts(l->instance->channel);
    l->past.bad += counts.bad;
    l->past.refused += counts.refused;
    channel_destroy(&l->instance->channel);
}

bool child_link_is_open(const struct child_link *l)
{
    return l->instance->channel != NULL;
}

bool child_link_welcomed(const struct child_link *l)
{
    return l->welcomed && child_link_is_open(l);
}

void child_link_welcome(struct child_link *l)
{
    struct frame welcome = {.type = MESSAGE_WELCOME, .from = WORKER_SUPERVISOR};
    l->welcomed = !err_is(child_link_send(l, welcome));
}

struct err child_link_send(struct child_link *l, struct frame frame)
{
    if (!child_link_is_open(l))
        return err_make(ERR_UNAVAILABLE, "child.send", 0);
    frame.to = l->worker;
    frame.generation = l->generation;
    if (frame.seq == 0)
        frame.seq = ++l->last_seq;
    return channel_send(l->instance->channel, &frame);
}

void child_link_tell(struct child_link *l, enum message type, const char *body, size_t length)
{
    struct frame frame = {.type = type, .from = WORKER_SUPERVISOR, .body = body, .length = length};
    (void)child_link_send(l, frame);
}

void child_link_refuse(struct child_link *l)
{
    l->invalid++;
}

struct channel_counts child_link_counts(const struct child_link *l)
{
    struct channel_counts counts = {l->past.bad + l->invalid, l->past.refused};
    if (child_link_is_open(l)) {
        struct channel_counts now = channel_counts(l->instance->channel);
        counts.bad += now.bad;
        counts.refused += now.refused;
    }
    return counts;
}
