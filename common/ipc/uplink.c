/* The worker's end of its channel with the supervisor. */
#include "uplink.h"

#include "allocate.h"
#include "array_len.h"
#include "build_info.h"
#include "channel.h"
#include "exit_status.h"
#include "fatal.h"
#include "json_writer.h"
#include "log.h"
#include "loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define QUEUE_BYTES     (256 * 1024)
#define REQUESTS_MOST   256
#define HEARTBEAT_MS    1000
#define NO_ROOM_TIMEOUT 1 /* ms: a refused request is answered on the next turn */

struct request {
    uint64_t seq; /* 0: free */
    enum worker to;
    uint64_t deadline_ms;
    struct err failure; /* set: to be answered with it at the deadline; else with ERR_TIMEOUT */
    uplink_on_reply *on_reply;
    void *ctx;
};

struct uplink {
    struct loop *loop;
    struct channel *channel;
    enum worker self;
    uint32_t generation;
    uint64_t last_seq;
    struct uplink_handlers handlers;
    void *ctx;
    struct loop_timer *heartbeat, *deadlines;
    struct request requests[REQUESTS_MOST + 16]; /* the last ones only hold refusals */
    bool welcomed, ready, ready_said, stopping;
};

static struct err send_frame(struct uplink *u, enum worker to, enum message type, uint64_t seq, uint64_t ref,
                             const char *body, size_t length)
{
    struct frame frame = {
        .type = type,
        .from = u->self,
        .to = to,
        .generation = u->generation,
        .seq = seq,
        .ref = ref,
        .body = body,
        .length = length,
    };
    return channel_send(u->channel, &frame);
}

struct err uplink_send(struct uplink *u, enum worker to, enum message type, uint64_t ref, const char *body,
                       size_t length)
{
    return send_frame(u, to, type, ++u->last_seq, ref, body, length);
}

/* False: refused, and counted by the channel. */
static bool tell_supervisor(struct uplink *u, enum message type)
{
    return !err_is(uplink_send(u, WORKER_SUPERVISOR, type, 0, NULL, 0));
}

/* ---- Requests. */

static void arm_deadlines(struct uplink *u)
{
    uint64_t soonest = UINT64_MAX, now = loop_now_ms(u->loop);
    for (size_t i = 0; i < ARRAY_LEN(u->requests); i++)
        if (u->requests[i].seq && u->requests[i].deadline_ms < soonest)
            soonest = u->requests[i].deadline_ms;
    if (soonest == UINT64_MAX)
        loop_timer_stop(u->deadlines);
    else
        loop_timer_start(u->deadlines, soonest > now ? soonest - now : 0);
}

static void answer(struct request *request, struct err e, const struct frame *reply)
{
    struct request answered = *request;
    request->seq = 0; /* the slot is free before the callback, which may ask again */
    answered.on_reply(answered.ctx, e, reply);
}

static void deadline_passed(void *ctx)
{
    struct uplink *u = ctx;
    uint64_t now = loop_now_ms(u->loop);
    for (size_t i = 0; i < ARRAY_LEN(u->requests); i++) {
        struct request *r = &u->requests[i];
        if (r->seq && r->deadline_ms <= now)
            answer(r, err_is(r->failure) ? r->failure : err_make(ERR_TIMEOUT, "uplink.request", 0), NULL);
    }
    arm_deadlines(u);
}

static struct request *free_slot(struct uplink *u, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!u->requests[i].seq)
            return &u->requests[i];
    return NULL;
}

uint64_t uplink_request(struct uplink *u, enum worker to, enum message type, const char *body, size_t length,
                        uint64_t timeout_ms, uplink_on_reply *on_reply, void *ctx)
{
    uint64_t seq = ++u->last_seq;
    struct request *slot = free_slot(u, 0, REQUESTS_MOST);
    struct err e =
        slot ? send_frame(u, to, type, seq, 0, body, length) : err_make(ERR_FULL, "uplink.request", 0);
    if (!slot)
        slot = free_slot(u, REQUESTS_MOST, ARRAY_LEN(u->requests));
    if (!slot)
        abort(); /* a caller that asks without end and never returns to the loop */
    *slot = (struct request){
        .seq = seq,
        .to = to,
        .deadline_ms = loop_now_ms(u->loop) + (err_is(e) ? NO_ROOM_TIMEOUT : timeout_ms),
        .failure = e,
        .on_reply = on_reply,
        .ctx = ctx,
    };
    arm_deadlines(u);
    return seq;
}

void uplink_forget(struct uplink *u, uint64_t ticket)
{
    for (size_t i = 0; i < ARRAY_LEN(u->requests); i++)
        if (u->requests[i].seq == ticket)
            u->requests[i].seq = 0;
}

static bool answered_request(struct uplink *u, const struct frame *frame)
{
    for (size_t i = 0; i < ARRAY_LEN(u->requests) && frame->ref; i++) {
        if (u->requests[i].seq != frame->ref)
            continue;
        bool unavailable = frame->type == MESSAGE_UNAVAILABLE;
        answer(&u->requests[i], unavailable ? err_make(ERR_UNAVAILABLE, "uplink.request", 0) : ERR_OK,
               unavailable ? NULL : frame);
        arm_deadlines(u);
        return true;
    }
    return false;
}

static void fail_requests_to(struct uplink *u, enum worker worker)
{
    for (size_t i = 0; i < ARRAY_LEN(u->requests); i++)
        if (u->requests[i].seq && u->requests[i].to == worker)
            answer(&u->requests[i], err_make(ERR_UNAVAILABLE, "uplink.request", 0), NULL);
    arm_deadlines(u);
}

/* ---- What arrives. */

static void stop_asked(void *ctx)
{
    struct uplink *u = ctx;
    if (u->stopping)
        return;
    u->stopping = true;
    u->handlers.on_stop(u->ctx);
}

/* Without an order the end of the channel is the only word that there will be. */
static void channel_closed(void *ctx)
{
    struct uplink *u = ctx;
    struct err e = channel_failure(u->channel);
    if (!u->stopping)
        log_event(LOG_WARN, "uplink.closed",
                  LOG_WITH(log_text("cause", err_is(e) ? strerror(e.code) : "peer gone")),
                  "La liaison avec supervisor est coupée ; %s s'arrête", worker_name(u->self));
    stop_asked(u);
}

static void peer_changed(struct uplink *u, const struct frame *frame, bool up)
{
    enum worker worker;
    if (!worker_named(frame->body, &worker))
        return;
    if (!up)
        fail_requests_to(u, worker);
    if (u->handlers.on_peer)
        u->handlers.on_peer(u->ctx, worker, up);
}

static void welcome(struct uplink *u, const struct frame *frame)
{
    if (u->welcomed)
        return;
    u->welcomed = true;
    u->generation = frame->generation;
    u->handlers.on_welcome(u->ctx);
}

/* Frames that the supervisor means for this layer; true if `frame` was one. */
static bool handled_here(struct uplink *u, const struct frame *frame)
{
    switch ((int)frame->type) {
    case MESSAGE_WELCOME:
        welcome(u, frame);
        return true;
    case MESSAGE_STOP:
        stop_asked(u);
        return true;
    case MESSAGE_PEER_UP:
    case MESSAGE_PEER_DOWN:
        peer_changed(u, frame, frame->type == MESSAGE_PEER_UP);
        return true;
    case MESSAGE_KEEP:
        if (u->handlers.on_kept && !u->welcomed)
            u->handlers.on_kept(u->ctx, frame->body, frame->length);
        return true;
    case MESSAGE_METRICS: /* our own, from before: only ahead of WELCOME, and as our supervisor kept them */
        if (u->welcomed || frame->ref != (uint64_t)u->self + 1)
            return false;
        if (u->handlers.on_metrics_kept)
            u->handlers.on_metrics_kept(u->ctx, frame->body, frame->length);
        return true;
    default:
        return false;
    }
}

static void frame_arrived(void *ctx, const struct frame *frame)
{
    struct uplink *u = ctx;
    if (frame->to != u->self)
        return;
    bool from_supervisor = frame->from == WORKER_SUPERVISOR;
    if (from_supervisor && handled_here(u, frame))
        return;
    if (answered_request(u, frame))
        return;
    if (u->handlers.on_frame)
        u->handlers.on_frame(u->ctx, frame);
}

/* ---- Life. */

static bool channel_inherited(void)
{
    int type = 0;
    socklen_t size = sizeof(type);
    return getsockopt(WORKER_FD_CHANNEL, SOL_SOCKET, SO_TYPE, &type, &size) == 0 && type == SOCK_SEQPACKET;
}

static void say_hello(struct uplink *u)
{
    struct buffer body;
    buffer_init(&body, 1024);
    struct json_writer w = json_writer(&body);
    jw_object(&w);
    jw_member_string(&w, "version", BUILD_VERSION);
    jw_member_string(&w, "commit", BUILD_COMMIT);
    jw_object_end(&w);
    (void)uplink_send(u, WORKER_SUPERVISOR, MESSAGE_HELLO, 0, body.data, body.length);
    buffer_free(&body);
}

/* Said again where it was refused: a supervisor that never hears it takes us for hung after a minute. */
static void heartbeat(void *ctx)
{
    struct uplink *u = ctx;
    if (!u->welcomed)
        say_hello(u);
    if (u->ready && !u->ready_said)
        u->ready_said = tell_supervisor(u, MESSAGE_READY);
    (void)tell_supervisor(u, MESSAGE_HEARTBEAT);
    log_catch_up();
}

struct uplink *uplink_open(struct loop *loop, enum worker self, const struct uplink_handlers *handlers,
                           void *ctx)
{
    static const struct channel_handlers CHANNEL = {.on_frame = frame_arrived, .on_closed = channel_closed};
    if (!channel_inherited()) {
        fprintf(stderr, "%s : ce programme est lancé par supervisor. Lancez : supervisor run\n",
                worker_name(self));
        exit(EXIT_USAGE);
    }
    struct uplink *u = allocate(1, sizeof(*u));
    u->loop = loop;
    u->self = self;
    u->handlers = *handlers;
    u->ctx = ctx;
    struct err e = channel_open(loop, WORKER_FD_CHANNEL, QUEUE_BYTES, &CHANNEL, u, &u->channel);
    if (err_is(e))
        fatal_start(e.where, e.code);
    u->heartbeat = loop_timer_create(loop, heartbeat, u);
    u->deadlines = loop_timer_create(loop, deadline_passed, u);
    loop_on_stop_signal(loop, stop_asked, u);
    say_hello(u);
    loop_timer_repeat(u->heartbeat, HEARTBEAT_MS);
    return u;
}

void uplink_ready(struct uplink *u)
{
    if (u->ready)
        return;
    u->ready = true;
    u->ready_said = tell_supervisor(u, MESSAGE_READY);
}

void uplink_keep(struct uplink *u, const char *body, size_t length)
{
    (void)uplink_send(u, WORKER_SUPERVISOR, MESSAGE_KEEP, 0, body, length);
}

struct channel_counts uplink_counts(const struct uplink *u)
{
    return channel_counts(u->channel);
}

void uplink_stopped(struct uplink *u)
{
    (void)tell_supervisor(u, MESSAGE_STOPPING);
    loop_stop(u->loop);
}

void uplink_close(struct uplink **take_uplink)
{
    struct uplink *u = *take_uplink;
    if (!u)
        return;
    *take_uplink = NULL;
    loop_timer_destroy(&u->heartbeat);
    loop_timer_destroy(&u->deadlines);
    channel_destroy(&u->channel);
    free(u);
}
