/* Relay. */
#include "star.h"

#include "relay_mark.h"

#include <string.h>

#define EVENTS_PER_SECOND 50

void star_init(struct star *star)
{
    limiter_init(&star->event_pace, EVENTS_PER_SECOND, 1000);
}

/* ---- What a new instance is handed. */

static void hand_own(struct star *star, struct child *child)
{
    enum worker worker = child_worker(child);
    const struct keepsake *kept = &star->keepsakes.kept[worker], *metrics = &star->keepsakes.metrics[worker];
    if (kept->length)
        child_link_tell(child_link_of(child), MESSAGE_KEEP, kept->bytes, kept->length);
    /* `ref` says "your own": see uplink.c. */
    if (metrics->length)
        (void)child_link_send(child_link_of(child), (struct frame){.type = MESSAGE_METRICS,
                                                                   .from = WORKER_SUPERVISOR,
                                                                   .ref = (uint64_t)worker + 1,
                                                                   .body = metrics->bytes,
                                                                   .length = metrics->length});
}

static void hand_metrics_of(struct child *health, enum worker owner, const char *body, size_t length)
{
    (void)child_link_send(
        child_link_of(health),
        (struct frame){.type = MESSAGE_METRICS, .from = owner, .body = body, .length = length});
}

static void hand_event(void *ctx, const char *line, size_t length)
{
    child_link_tell(child_link_of(ctx), MESSAGE_EVENT, line, length);
}

static void hand_everyones(struct star *star, struct child *health)
{
    for (int i = 0; i < WORKERS; i++)
        if (i != WORKER_HEALTH && star->keepsakes.metrics[i].length)
            hand_metrics_of(health, (enum worker)i, star->keepsakes.metrics[i].bytes,
                            star->keepsakes.metrics[i].length);
    event_ring_each(&star->events, hand_event, health);
}

static void tell_peer(struct child *child, const struct child *peer, bool up)
{
    const char *name = worker_name(child_worker(peer));
    child_link_tell(child_link_of(child), up ? MESSAGE_PEER_UP : MESSAGE_PEER_DOWN, name, strlen(name));
}

/* The pretend Discord is nobody's peer. */
static bool has_peers(const struct child *child)
{
    return child && child_worker(child) != WORKER_SIMULATOR;
}

void star_hand_over(struct star *star, struct child *child)
{
    hand_own(star, child);
    if (child_worker(child) == WORKER_HEALTH)
        hand_everyones(star, child);
    child_link_welcome(child_link_of(child));
    for (int i = 0; i < WORKERS && has_peers(child) && child_link_welcomed(child_link_of(child)); i++)
        if (has_peers(star->children[i]) && star->children[i] != child && child_up(star->children[i]))
            tell_peer(child, star->children[i], true);
}

void star_announce(struct star *star, const struct child *child, bool up)
{
    for (int i = 0; i < WORKERS && has_peers(child); i++)
        if (has_peers(star->children[i]) && star->children[i] != child &&
            child_link_welcomed(child_link_of(star->children[i])))
            tell_peer(star->children[i], child, up);
}

/* ---- Frames. */

static void refuse(struct child *asker, const struct frame *request)
{
    (void)child_link_send(
        child_link_of(asker),
        (struct frame){.type = MESSAGE_UNAVAILABLE, .from = WORKER_SUPERVISOR, .ref = request->seq});
}

static void relay(struct star *star, struct child *from, const struct frame *frame)
{
    struct child *to = star->children[frame->to];
    struct frame onward = *frame;
    onward.seq = relay_mark(frame->seq, child_link_of(from)->generation);
    if (frame->ref) {
        /* An answer: only to the instance that asked. */
        if (to && child_link_welcomed(child_link_of(to)) &&
            relay_unmark(frame->ref, child_link_of(to)->generation, &onward.ref))
            (void)child_link_send(child_link_of(to), onward);
        return;
    }
    if (!to || !child_up(to) || err_is(child_link_send(child_link_of(to), onward)))
        refuse(from, frame);
}

static void take_metrics(struct star *star, struct child *from, const struct frame *frame)
{
    enum worker owner = child_worker(from);
    struct child *health = star->children[WORKER_HEALTH];
    if (!keepsake_put(&star->keepsakes.metrics[owner], frame->body, frame->length))
        child_link_refuse(child_link_of(from));
    if (health && child_link_welcomed(child_link_of(health)))
        hand_metrics_of(health, owner, frame->body, frame->length);
}

void star_frame(struct star *star, struct child *from, const struct frame *frame)
{
    if (frame->to != WORKER_SUPERVISOR)
        relay(star, from, frame);
    else if (frame->type == MESSAGE_METRICS)
        take_metrics(star, from, frame);
    else if (frame->type == MESSAGE_KEEP) {
        if (!keepsake_put(&star->keepsakes.kept[child_worker(from)], frame->body, frame->length))
            child_link_refuse(child_link_of(from));
    }
}

void star_event(struct star *star, uint64_t now_ms, const char *line, size_t length)
{
    struct child *health = star->children[WORKER_HEALTH];
    event_ring_add(&star->events, line, length);
    if (health && child_link_welcomed(child_link_of(health)) && limiter_take(&star->event_pace, now_ms, 0))
        child_link_tell(child_link_of(health), MESSAGE_EVENT, line, length);
}
