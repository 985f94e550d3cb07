/* Lifecycle steps carried out. */
#include "child_inside.h"

#include "child_words.h"
#include "loop.h"
#include "memory_use.h"
#include "random.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOOT_MS        60000 /* from the fork to READY: name lookups and TLS on a tenth of a CPU */
#define ABORT_GRACE_MS 3000  /* for the backtrace */
#define GRACE_MS       6000  /* for a worker that ends alone, or to be renewed */
#define UNKILLABLE_MS  10000
#define LAST_FRAMES_MS 100 /* after its death, until its channel must have been read */

static const char *name_of(const struct child *c)
{
    return worker_name(c->options.parts.worker);
}

static uint64_t now_of(const struct child *c)
{
    return loop_now_ms(c->options.parts.loop);
}

/* ---- Actions. */

static void launch(struct child *c)
{
    bool again = c->generation > 0;
    c->generation++;
    c->last_seq = c->up_since_ms = c->heartbeat_ms = c->next_start_ms = 0;
    c->welcomed = c->killed = false;
    c->launched_ms = now_of(c);
    struct err e = instance_launch(&c->instance, &c->options.parts, &CHILD_LINK, c);
    if (err_is(e)) {
        snprintf(c->last_exit, sizeof(c->last_exit), "%s: %s", e.where, strerror(e.code));
        child_apply(c, LIFECYCLE_LAUNCH_FAILED);
        return;
    }
    patience_start(&c->patience, c->launched_ms, BOOT_MS);
    c->restarts += again;
    if (again)
        c->handlers.on_restart(c->ctx, c);
    words_started(name_of(c), c->instance.pid, c->generation);
}

static void announce(struct child *c)
{
    c->up_since_ms = now_of(c);
    patience_start(&c->patience, c->up_since_ms, c->options.hang_timeout_ms);
    words_ready(name_of(c), c->instance.pid, c->up_since_ms - c->launched_ms);
    c->handlers.on_up(c->ctx, c);
}

static void abort_instance(struct child *c)
{
    uint64_t silent_since = c->heartbeat_ms ? c->heartbeat_ms : c->launched_ms;
    words_hung(name_of(c), c->instance.pid, now_of(c) - silent_since);
    c->handlers.on_hung(c->ctx, c);
    instance_signal(&c->instance, SIGABRT);
    instance_signal(&c->instance, SIGCONT);
    loop_timer_start(c->timer, ABORT_GRACE_MS);
}

static void ask_to_end(struct child *c)
{
    /* The signal first: it is taken before STOP can be read, so it never meets a worker that has already put
     * its handlers away. */
    instance_signal(&c->instance, SIGTERM);
    instance_signal(&c->instance, SIGCONT);
    child_tell(c, MESSAGE_STOP, NULL, 0);
    loop_timer_start(c->timer, c->grace_ms);
}

static void kill_instance(struct child *c)
{
    if (c->killed)
        words_unkillable(name_of(c), c->instance.pid);
    c->killed = true;
    instance_kill_group(&c->instance);
    loop_timer_start(c->timer, UNKILLABLE_MS);
}

static void wait_for_start(struct child *c, uint64_t wait_ms)
{
    c->next_start_ms = now_of(c) + wait_ms;
    loop_timer_start(c->timer, wait_ms);
}

static void plan_restart(struct child *c, bool expected)
{
    uint64_t now_ms = now_of(c);
    bool looped = c->restart.crash_loop, misconfigured = exit_cause_is_configuration(c->wait_status);
    struct death_words death = {
        .name = name_of(c),
        .cause = c->last_exit,
        .kind = misconfigured ? DEATH_MISCONFIGURED
                : expected    ? DEATH_EXPECTED
                              : DEATH_SUDDEN,
        .served_ms = c->up_since_ms ? now_ms - c->up_since_ms : 0,
    };
    death.wait_ms = restart_died(&c->restart, now_ms, death.served_ms, misconfigured, random_u32());
    death.deaths = c->restart.deaths;
    death.loop_begins = c->restart.crash_loop && !looped;
    c->up_since_ms = c->heartbeat_ms = 0;
    words_died(&death);
    wait_for_start(c, death.wait_ms);
}

static void plan_relaunch(struct child *c)
{
    uint64_t wait_ms = restart_not_launched(&c->restart, random_u32());
    c->up_since_ms = c->heartbeat_ms = 0;
    words_not_launched(name_of(c), c->options.parts.path, c->last_exit, wait_ms);
    wait_for_start(c, wait_ms);
}

static void gone(struct child *c, bool had_process)
{
    bool clean = !had_process || c->killed || exit_cause_is_asked(c->wait_status);
    c->up_since_ms = c->heartbeat_ms = c->next_start_ms = 0;
    loop_timer_stop(c->timer);
    words_stopped(name_of(c), had_process ? c->last_exit : "none", clean);
}

static void carry_out(struct child *c, enum lifecycle_state from, enum lifecycle_action action)
{
    switch (action) {
    case LIFECYCLE_DO_NOTHING:
        return;
    case LIFECYCLE_DO_LAUNCH:
        launch(c);
        return;
    case LIFECYCLE_DO_ANNOUNCE:
        announce(c);
        return;
    case LIFECYCLE_DO_ABORT:
        abort_instance(c);
        return;
    case LIFECYCLE_DO_GRANT_GRACE:
        loop_timer_start(c->timer, GRACE_MS);
        return;
    case LIFECYCLE_DO_ASK_TO_END:
        ask_to_end(c);
        return;
    case LIFECYCLE_DO_KILL:
        kill_instance(c);
        return;
    case LIFECYCLE_DO_PLAN_RESTART:
        plan_restart(c, from == LIFECYCLE_HUNG ||
                            (from == LIFECYCLE_LEAVING && exit_cause_is_normal(c->wait_status)));
        return;
    case LIFECYCLE_DO_PLAN_RELAUNCH:
        plan_relaunch(c);
        return;
    case LIFECYCLE_DO_GONE:
        gone(c, from != LIFECYCLE_WAITING);
        return;
    case LIFECYCLE_ACTIONS:
        return;
    }
}

void child_apply(struct child *c, enum lifecycle_event event)
{
    struct lifecycle_step step = lifecycle_next(c->state, event);
    if (step.kind == LIFECYCLE_IGNORE)
        return;
    if (step.kind != LIFECYCLE_STEP) {
        words_illegal(name_of(c), lifecycle_state_name(c->state), lifecycle_event_name(event));
        return;
    }
    enum lifecycle_state from = c->state;
    c->state = step.to;
    carry_out(c, from, step.action);
    c->handlers.on_change(c->ctx, c);
}

/* That it was silent before comes first: the signal was then ours. */
static void note_end(struct child *c)
{
    char cause[EXIT_CAUSE_SIZE - sizeof(WORKER_EXIT_HUNG) + 1];
    if (c->exec_errno) {
        snprintf(c->last_exit, sizeof(c->last_exit), "exec: %s", strerror(c->exec_errno));
        return;
    }
    exit_cause_describe(c->wait_status, cause, sizeof(cause));
    snprintf(c->last_exit, sizeof(c->last_exit), "%s%s", c->state == LIFECYCLE_HUNG ? WORKER_EXIT_HUNG : "",
             cause);
}

void child_over(struct child *c)
{
    bool was_up = c->up_since_ms != 0;
    child_retire_channel(c);
    c->collected = false;
    note_end(c);
    if (was_up)
        c->handlers.on_down(c->ctx, c);
    child_apply(c, c->exec_errno ? LIFECYCLE_LAUNCH_FAILED : LIFECYCLE_EXITED);
}

static void timer_fired(void *ctx)
{
    struct child *c = ctx;
    if (c->collected)
        child_over(c); /* somebody else still holds its end of the channel */
    else
        child_apply(c, c->state == LIFECYCLE_WAITING ? LIFECYCLE_START_DUE : LIFECYCLE_OVERDUE);
}

/* ---- What the service asks. */

struct child *child_create(const struct child_options *options, const struct child_handlers *handlers,
                           void *ctx)
{
    static const uint64_t CAPS_MS[WORKERS] = {
#define WORKER(id, name, reader, cap_ms, stop_order, demo_only) [WORKER_##id] = cap_ms,
#include "workers.def"
#undef WORKER
    };
    struct child *c = calloc(1, sizeof(*c));
    if (!c)
        abort();
    c->options = *options;
    c->handlers = *handlers;
    c->ctx = ctx;
    c->state = LIFECYCLE_WAITING;
    c->timer = loop_timer_create(options->parts.loop, timer_fired, c);
    restart_init(&c->restart, CAPS_MS[options->parts.worker]);
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
    child_apply(c, LIFECYCLE_START_DUE);
}

void child_set_parts(struct child *c, char **environment, int secrets_fd)
{
    c->options.parts.environment = environment;
    c->options.parts.secrets_fd = secrets_fd;
}

void child_set_hang_timeout(struct child *c, uint64_t hang_timeout_ms)
{
    c->options.hang_timeout_ms = hang_timeout_ms;
    if (c->state == LIFECYCLE_UP)
        patience_start(&c->patience, now_of(c), hang_timeout_ms); /* not only from its next heartbeat on */
}

void child_renew(struct child *c)
{
    c->grace_ms = GRACE_MS;
    child_apply(c, LIFECYCLE_RENEW);
}

void child_end(struct child *c, uint64_t grace_ms)
{
    c->grace_ms = grace_ms;
    child_apply(c, LIFECYCLE_END);
}

void child_kill(struct child *c)
{
    child_end(c, 0);
    child_apply(c, LIFECYCLE_OVERDUE);
}

bool child_waits(const struct child *c)
{
    return c->state == LIFECYCLE_WAITING;
}

bool child_stopped(const struct child *c)
{
    return c->state == LIFECYCLE_STOPPED;
}

pid_t child_pid(const struct child *c)
{
    return c->instance.pid;
}

void child_dead(struct child *c)
{
    instance_kill_group(&c->instance); /* what it left behind; its number is still its own */
}

void child_collected(struct child *c, int wait_status)
{
    c->wait_status = wait_status;
    c->exec_errno = instance_collected(&c->instance);
    c->collected = true;
    if (c->instance.channel)
        loop_timer_start(c->timer, LAST_FRAMES_MS); /* its end comes after what it said last */
    else
        child_over(c);
}

void child_watch(struct child *c, uint64_t now_ms, struct watchdog_turn turn)
{
    bool awaited = c->state == LIFECYCLE_STARTING || c->state == LIFECYCLE_UP;
    if (c->up_since_ms)
        restart_serves(&c->restart, now_ms - c->up_since_ms);
    if (patience_over(&c->patience, now_ms, turn) && awaited && !c->collected)
        child_apply(c, LIFECYCLE_SILENT);
}

enum worker child_worker(const struct child *c)
{
    return c->options.parts.worker;
}

struct worker_view child_view(const struct child *c, uint64_t now_ms)
{
    return (struct worker_view){
        .name = name_of(c),
        .pid = c->instance.pid,
        .state = lifecycle_shown(c->state),
        .generation = c->generation,
        .restarts = c->restarts,
        .up_since_ms = c->up_since_ms,
        .last_heartbeat_ms = c->heartbeat_ms,
        .last_exit = c->last_exit,
        .next_start_in_ms = c->next_start_ms > now_ms ? c->next_start_ms - now_ms : 0,
        .crash_loop = c->restart.crash_loop,
        .memory_bytes = c->instance.pid ? memory_resident_bytes(c->instance.pid) : 0,
    };
}
