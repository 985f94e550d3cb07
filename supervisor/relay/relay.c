/* Frames from one worker to another. */
#include "relay.h"

#include "request_tag.h"

#include <string.h>

#define EVENTS_PER_SECOND 50

void relay_init(struct relay *r, struct child *const children[WORKERS])
{
    r->children = children;
    limiter_init(&r->event_limit, EVENTS_PER_SECOND, 1000);
}

/* NULL: does not run here, or has not said HELLO yet. */
static struct child_link *link_of(const struct relay *r, enum worker worker)
{
    struct child *child = r->children[worker];
    struct child_link *link = child ? child_link_of(child) : NULL;
    return link && child_link_welcomed(link) ? link : NULL;
}

/* ---- What a new instance is sent. */

static void send_own_state(const struct relay *r, struct child_link *link)
{
    const struct retained_state *state = &r->states[link->worker], *metrics = &r->metrics[link->worker];
    if (state->length)
        child_link_tell(link, MESSAGE_KEEP, state->bytes, state->length);
    if (!metrics->length)
        return;
    struct frame own = {.type = MESSAGE_METRICS,
                        .from = WORKER_SUPERVISOR,
                        .ref = (uint64_t)link->worker + 1, /* says "your own": see uplink.c */
                        .body = metrics->bytes,
                        .length = metrics->length};
    (void)child_link_send(link, own);
}

static void send_metrics_of(struct child_link *health, enum worker owner, const char *body, size_t length)
{
    struct frame metrics = {.type = MESSAGE_METRICS, .from = owner, .body = body, .length = length};
    (void)child_link_send(health, metrics);
}

static void send_event(void *ctx, const char *line, size_t length)
{
    child_link_tell(ctx, MESSAGE_EVENT, line, length);
}

static void send_everyones_state(const struct relay *r, struct child_link *health)
{
    for (int i = 0; i < WORKERS; i++)
        if (i != WORKER_HEALTH && r->metrics[i].length)
            send_metrics_of(health, (enum worker)i, r->metrics[i].bytes, r->metrics[i].length);
    event_ring_each(&r->events, send_event, health);
}

static void tell_peer(struct child_link *link, enum worker peer, bool up)
{
    const char *name = worker_name(peer);
    child_link_tell(link, up ? MESSAGE_PEER_UP : MESSAGE_PEER_DOWN, name, strlen(name));
}

/* The pretend Discord is nobody's peer. */
static bool are_peers(enum worker a, enum worker b)
{
    return a != b && a != WORKER_SIMULATOR && b != WORKER_SIMULATOR;
}

void relay_welcome(struct relay *r, struct child *child)
{
    struct child_link *link = child_link_of(child);
    send_own_state(r, link);
    if (link->worker == WORKER_HEALTH)
        send_everyones_state(r, link);
    child_link_welcome(link);
    for (int i = 0; i < WORKERS && child_link_welcomed(link); i++)
        if (are_peers(link->worker, (enum worker)i) && r->children[i] && child_up(r->children[i]))
            tell_peer(link, (enum worker)i, true);
}

void relay_announce(struct relay *r, const struct child *child, bool up)
{
    enum worker worker = child_worker(child);
    for (int i = 0; i < WORKERS; i++) {
        struct child_link *link = link_of(r, (enum worker)i);
        if (link && are_peers(worker, (enum worker)i))
            tell_peer(link, worker, up);
    }
}

/* ---- Frames. */

static void pass_answer(const struct relay *r, const struct frame *frame, struct frame onward)
{
    struct child_link *asker = link_of(r, frame->to);
    if (asker && request_untag(frame->ref, asker->generation, &onward.ref))
        (void)child_link_send(asker, onward);
}

static void pass_on(const struct relay *r, struct child_link *from, const struct frame *frame)
{
    struct child *to = r->children[frame->to];
    struct frame onward = *frame;
    onward.seq = request_tag(frame->seq, from->generation);
    if (frame->ref) {
        pass_answer(r, frame, onward);
        return;
    }
    if (to && child_up(to) && !err_is(child_link_send(child_link_of(to), onward)))
        return;
    struct frame refusal = {.type = MESSAGE_UNAVAILABLE, .from = WORKER_SUPERVISOR, .ref = frame->seq};
    (void)child_link_send(from, refusal);
}

static void retain(struct retained_state *state, struct child_link *from, const struct frame *frame)
{
    if (!retained_state_put(state, frame->body, frame->length))
        child_link_refuse(from);
}

void relay_frame(struct relay *r, struct child *child, const struct frame *frame)
{
    struct child_link *from = child_link_of(child), *health = link_of(r, WORKER_HEALTH);
    if (frame->to != WORKER_SUPERVISOR)
        pass_on(r, from, frame);
    else if (frame->type == MESSAGE_KEEP)
        retain(&r->states[from->worker], from, frame);
    else if (frame->type == MESSAGE_METRICS) {
        retain(&r->metrics[from->worker], from, frame);
        if (health)
            send_metrics_of(health, from->worker, frame->body, frame->length);
    }
}

void relay_event(struct relay *r, uint64_t now_ms, const char *line, size_t length)
{
    struct child_link *health = link_of(r, WORKER_HEALTH);
    event_ring_add(&r->events, line, length);
    if (health && limiter_take(&r->event_limit, now_ms, 0))
        child_link_tell(health, MESSAGE_EVENT, line, length);
}
