/* Orders of a life carried out. */
#include "child.h"

#include "child_log.h"
#include "life.h"
#include "loop.h"
#include "memory_use.h"
#include "random.h"

#include <signal.h>
#include <stdlib.h>

struct child {
    struct instance_parts parts;
    struct child_handlers handlers;
    void *ctx;
    struct life life;
    struct instance instance;
    struct child_link link;
    struct loop_timer *timer; /* its present state has lasted as long as it may */
};

static const char *name_of(const struct child *c)
{
    return worker_name(c->parts.worker);
}

static uint64_t now_of(const struct child *c)
{
    return loop_now_ms(c->parts.loop);
}

/* ---- Orders. */

static void apply(struct child *c, enum lifecycle_event event);

static void launch(struct child *c)
{
    child_link_begin(&c->link, c->life.generation);
    struct err e = instance_launch(&c->instance, &c->parts, &CHILD_LINK_CHANNEL, &c->link);
    if (err_is(e)) {
        life_not_launched(&c->life, e.where, e.code);
        apply(c, LIFECYCLE_LAUNCH_FAILED);
        return;
    }
    if (life_launched(&c->life))
        c->handlers.on_restart(c->ctx, c);
    child_log_started(name_of(c), c->instance.pid, c->life.generation);
}

static void abort_instance(struct child *c, const struct life_order *order)
{
    child_log_hung(name_of(c), c->instance.pid, order->after_ms);
    c->handlers.on_hung(c->ctx, c);
    instance_signal(&c->instance, SIGABRT);
    instance_signal(&c->instance, SIGCONT);
}

static void ask_to_end(struct child *c)
{
    /* The signal first: it is taken before STOP can be read, so it never meets a worker that has already put
     * its handlers away. */
    instance_signal(&c->instance, SIGTERM);
    instance_signal(&c->instance, SIGCONT);
    child_link_tell(&c->link, MESSAGE_STOP, NULL, 0);
}

static void drain(struct child *c)
{
    if (!child_link_is_open(&c->link))
        apply(c, LIFECYCLE_CHANNEL_ENDED); /* while it still lived */
}

static void carry_out(struct child *c, const struct life_order *order)
{
    switch (order->action) {
    case LIFECYCLE_DO_NOTHING:
    case LIFECYCLE_DO_GRANT_GRACE:
    case LIFECYCLE_DO_NOTE_LEAVING:
    case LIFECYCLE_ACTIONS:
        return;
    case LIFECYCLE_DO_LAUNCH:
        launch(c);
        return;
    case LIFECYCLE_DO_ANNOUNCE:
        child_log_ready(name_of(c), c->instance.pid, order->after_ms);
        c->handlers.on_up(c->ctx, c);
        return;
    case LIFECYCLE_DO_ABORT:
        abort_instance(c, order);
        return;
    case LIFECYCLE_DO_ASK_TO_END:
        ask_to_end(c);
        return;
    case LIFECYCLE_DO_KILL:
        if (order->unkillable)
            child_log_unkillable(name_of(c), c->instance.pid);
        instance_kill_group(&c->instance);
        return;
    case LIFECYCLE_DO_DRAIN:
        drain(c);
        return;
    case LIFECYCLE_DO_PLAN_RESTART:
        child_log_died(name_of(c), c->life.last_exit, &order->death);
        return;
    case LIFECYCLE_DO_PLAN_RELAUNCH:
        child_log_not_launched(name_of(c), c->parts.path, c->life.last_exit, order->death.wait_ms);
        return;
    case LIFECYCLE_DO_GONE:
        child_log_stopped(name_of(c), order->had_process ? c->life.last_exit : "none", order->clean);
        return;
    }
}

/* Before the action: it may apply an event, which sets the timer anew. */
static void set_timer(struct child *c, const struct life_order *order)
{
    if (order->timer == LIFE_TIMER_START)
        loop_timer_start(c->timer, order->timer_ms);
    else if (order->timer == LIFE_TIMER_STOP)
        loop_timer_stop(c->timer);
}

static void apply(struct child *c, enum lifecycle_event event)
{
    enum lifecycle_state from = c->life.state;
    struct life_order order = life_apply(&c->life, event, now_of(c), random_u32());
    if (order.kind == LIFECYCLE_IGNORE)
        return;
    if (order.kind != LIFECYCLE_STEP) {
        child_log_illegal(name_of(c), lifecycle_state_name(from), lifecycle_event_name(event));
        return;
    }
    if (order.instance_over)
        child_link_close(&c->link);
    if (order.was_up)
        c->handlers.on_down(c->ctx, c);
    set_timer(c, &order);
    carry_out(c, &order);
    c->handlers.on_change(c->ctx, c);
}

static void time_up(void *ctx)
{
    apply(ctx, LIFECYCLE_TIME_UP);
}

/* ---- What comes from its instance. */

static void said_hello(void *ctx, bool other_build)
{
    struct child *c = ctx;
    if (other_build)
        child_log_other_build(name_of(c));
    c->handlers.on_hello(c->ctx, c);
}

static void sent_heartbeat(void *ctx)
{
    struct child *c = ctx;
    life_heartbeat(&c->life, now_of(c));
}

static void link_event(void *ctx, enum lifecycle_event event)
{
    apply(ctx, event);
}

static void sent_frame(void *ctx, const struct frame *frame)
{
    struct child *c = ctx;
    c->handlers.on_frame(c->ctx, c, frame);
}

/* ---- What the service asks. */

struct child *child_create(const struct child_options *options, const struct child_handlers *handlers,
                           void *ctx)
{
    static const struct child_link_handlers LINK = {said_hello, sent_heartbeat, link_event, sent_frame};
    struct child *c = calloc(1, sizeof(*c));
    if (!c)
        abort();
    c->parts = options->parts;
    c->handlers = *handlers;
    c->ctx = ctx;
    life_init(&c->life, options->parts.worker, options->hang_timeout_ms);
    child_link_init(&c->link, options->parts.worker, &c->instance, &LINK, c);
    c->timer = loop_timer_create(options->parts.loop, time_up, c);
    return c;
}

void child_destroy(struct child **take_child)
{
    struct child *c = *take_child;
    if (!c)
        return;
    *take_child = NULL;
    loop_timer_destroy(&c->timer);
    instance_fini(&c->instance);
    free(c);
}

void child_start(struct child *c)
{
    apply(c, LIFECYCLE_TIME_UP);
}

void child_set_parts(struct child *c, char **environment, int secrets_fd)
{
    c->parts.environment = environment;
    c->parts.secrets_fd = secrets_fd;
}

void child_set_hang_timeout(struct child *c, uint64_t hang_timeout_ms)
{
    life_set_hang_timeout(&c->life, now_of(c), hang_timeout_ms);
}

void child_renew(struct child *c)
{
    c->life.grace_ms = LIFE_GRACE_MS;
    apply(c, LIFECYCLE_RENEW);
}

void child_end(struct child *c, uint64_t grace_ms)
{
    c->life.grace_ms = grace_ms;
    apply(c, LIFECYCLE_END);
}

void child_kill(struct child *c)
{
    child_end(c, 0);
    apply(c, LIFECYCLE_TIME_UP);
}

void child_dead(struct child *c)
{
    instance_kill_group(&c->instance); /* what it left behind; its number is still its own */
}

void child_collected(struct child *c, int wait_status)
{
    int exec_errno = instance_collected(&c->instance);
    apply(c, life_collected(&c->life, wait_status, exec_errno));
}

void child_watch(struct child *c, uint64_t now_ms, struct watchdog_turn turn)
{
    if (life_watch(&c->life, now_ms, turn))
        apply(c, LIFECYCLE_SILENT);
}

/* ---- What it is. */

enum worker child_worker(const struct child *c)
{
    return c->parts.worker;
}

pid_t child_pid(const struct child *c)
{
    return c->instance.pid;
}

bool child_waits(const struct child *c)
{
    return c->life.state == LIFECYCLE_WAITING;
}

bool child_stopped(const struct child *c)
{
    return c->life.state == LIFECYCLE_STOPPED;
}

bool child_up(const struct child *c)
{
    return c->life.state == LIFECYCLE_UP && child_link_is_open(&c->link);
}

struct child_link *child_link_of(struct child *c)
{
    return &c->link;
}

struct worker_view child_view(const struct child *c, uint64_t now_ms)
{
    struct worker_view view = life_view(&c->life, now_ms);
    view.name = name_of(c);
    view.pid = c->instance.pid;
    view.memory_bytes = c->instance.pid ? memory_resident_bytes(c->instance.pid) : 0;
    return view;
}
