/* Frames between a child and its present instance. */
#include "build_info.h"
#include "child_inside.h"
#include "child_words.h"
#include "loop.h"

#include <stdio.h>
#include <string.h>

/* It says it until it hears that it is welcome. */
static void greet(struct child *c, const struct frame *hello)
{
    if (c->welcomed)
        return;
    char expected[128];
    int n = snprintf(expected, sizeof(expected), "\"commit\":\"%s\"", BUILD_COMMIT);
    if (!memmem(hello->body, hello->length, expected, (size_t)n))
        words_other_build(worker_name(c->options.parts.worker));
    c->handlers.on_hello(c->ctx, c);
}

static void frame_arrived(void *ctx, const struct frame *frame)
{
    struct child *c = ctx;
    if (frame->from != c->options.parts.worker) {
        c->nonsense++;
        return;
    }
    switch ((int)frame->type) {
    case MESSAGE_HELLO:
        greet(c, frame);
        break;
    case MESSAGE_READY:
        child_apply(c, LIFECYCLE_READY);
        break;
    case MESSAGE_HEARTBEAT:
        c->heartbeat_ms = loop_now_ms(c->options.parts.loop);
        if (c->state == LIFECYCLE_UP)
            patience_start(&c->patience, c->heartbeat_ms, c->options.hang_timeout_ms);
        break;
    case MESSAGE_STOPPING:
        child_apply(c, LIFECYCLE_LEAVES);
        break;
    default:
        c->handlers.on_frame(c->ctx, c, frame);
    }
}

void child_retire_channel(struct child *c)
{
    if (!c->instance.channel)
        return;
    struct channel_counts counts = channel_counts(c->instance.channel);
    c->past.bad += counts.bad;
    c->past.refused += counts.refused;
    channel_destroy(&c->instance.channel);
}

bool child_up(const struct child *c)
{
    return c->state == LIFECYCLE_UP && c->instance.channel;
}

bool child_welcomed(const struct child *c)
{
    return c->welcomed && c->instance.channel;
}

uint32_t child_generation(const struct child *c)
{
    return c->generation;
}

void child_welcome(struct child *c)
{
    c->welcomed = !err_is(child_send(c, (struct frame){.type = MESSAGE_WELCOME, .from = WORKER_SUPERVISOR}));
}

struct err child_send(struct child *c, struct frame frame)
{
    if (!c->instance.channel)
        return err_make(ERR_UNAVAILABLE, "child.send", 0);
    frame.to = c->options.parts.worker;
    frame.generation = c->generation;
    if (frame.seq == 0)
        frame.seq = ++c->last_seq;
    return channel_send(c->instance.channel, &frame);
}

void child_tell(struct child *c, enum message type, const char *body, size_t length)
{
    (void)child_send(c,
                     (struct frame){.type = type, .from = WORKER_SUPERVISOR, .body = body, .length = length});
}

struct channel_counts child_channel_counts(const struct child *c)
{
    struct channel_counts counts = {c->past.bad + c->nonsense, c->past.refused};
    if (c->instance.channel) {
        struct channel_counts now = channel_counts(c->instance.channel);
        counts.bad += now.bad;
        counts.refused += now.refused;
    }
    return counts;
}

void child_sent_nonsense(struct child *c)
{
    c->nonsense++;
}

static void channel_ended(void *ctx)
{
    struct child *c = ctx;
    child_retire_channel(c);
    if (c->collected)
        child_over(c);
    /* else it lives without its channel: its silence will be noticed */
}

const struct channel_handlers CHILD_LINK = {.on_frame = frame_arrived, .on_closed = channel_ended};
