/* Lifecycle steps carried out. */
#include "child.h"

#include "build_info.h"
#include "exit_cause.h"
#include "lifecycle.h"
#include "log.h"
#include "loop.h"
#include "memory_use.h"
#include "random.h"
#include "restart.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BOOT_MS        60000 /* from the fork to READY: name lookups and TLS on a tenth of a CPU */
#define ABORT_GRACE_MS 3000  /* for the backtrace */
#define GRACE_MS       6000  /* for a worker that ends alone, or to be renewed */
#define UNKILLABLE_MS  10000
#define LAST_FRAMES_MS 100 /* after its death, until its channel must have been read */

struct child {
    struct child_options options;
    struct child_handlers handlers;
    void *ctx;
    enum lifecycle_state state;
    struct instance instance;
    struct loop_timer *timer; /* WAITING: the next start; else OVERDUE; after its death: LAST_FRAMES_MS */
    struct restart restart;
    struct patience patience;
    uint32_t generation;
    uint64_t last_seq, restarts, grace_ms;
    uint64_t launched_ms, up_since_ms, heartbeat_ms, next_start_ms; /* monotonic, 0: not now */
    bool welcomed, collected, killed;
    int wait_status, exec_errno;
    char last_exit[EXIT_CAUSE_SIZE];
    struct channel_counts past; /* of the instances before this one */
    uint64_t nonsense;
};

static void apply(struct child *c, enum lifecycle_event event);

static const char *name_of(const struct child *c)
{
    return worker_name(c->options.parts.worker);
}

static uint64_t now_of(const struct child *c)
{
    return loop_now_ms(c->options.parts.loop);
}

/* ---- What arrives from the instance. */

static void greet(struct child *c, const struct frame *hello)
{
    char expected[128];
    int n = snprintf(expected, sizeof(expected), "\"commit\":\"%s\"", BUILD_COMMIT);
    if (!memmem(hello->body, hello->length, expected, (size_t)n))
        log_event(LOG_WARN, "worker.other_build", LOG_WITH(log_text("worker", name_of(c))),
                  "%s n'est pas de la même compilation que supervisor ; recompilez tout, puis redémarrez",
                  name_of(c));
    if (!c->welcomed)
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
        apply(c, LIFECYCLE_READY);
        break;
    case MESSAGE_HEARTBEAT:
        c->heartbeat_ms = now_of(c);
        if (c->state == LIFECYCLE_UP)
            patience_start(&c->patience, c->heartbeat_ms, c->options.hang_timeout_ms);
        break;
    case MESSAGE_STOPPING:
        apply(c, LIFECYCLE_LEAVES);
        break;
    default:
        c->handlers.on_frame(c->ctx, c, frame);
    }
}

static void retire_channel(struct child *c)
{
    if (!c->instance.channel)
        return;
    struct channel_counts counts = channel_counts(c->instance.channel);
    c->past.bad += counts.bad;
    c->past.refused += counts.refused;
    channel_destroy(&c->instance.channel);
}

/* Dead, collected, and its last frames are read: only now may its successor start. */
static void over(struct child *c)
{
    bool was_up = c->up_since_ms != 0;
    retire_channel(c);
    c->collected = false;
    if (c->exec_errno)
        snprintf(c->last_exit, sizeof(c->last_exit), "exec: %s", strerror(c->exec_errno));
    else
        exit_cause_describe(c->wait_status, c->last_exit, sizeof(c->last_exit));
    if (was_up)
        c->handlers.on_down(c->ctx, c);
    apply(c, c->exec_errno ? LIFECYCLE_LAUNCH_FAILED : LIFECYCLE_EXITED);
}

static void channel_ended(void *ctx)
{
    struct child *c = ctx;
    retire_channel(c);
    if (c->collected)
        over(c);
    /* else it lives without its channel: its silence will be noticed */
}

/* ---- Actions. */

static void launch(struct child *c)
{
    static const struct channel_handlers HANDLERS = {.on_frame = frame_arrived, .on_closed = channel_ended};
    bool again = c->generation > 0;
    c->generation++;
    c->last_seq = c->up_since_ms = c->heartbeat_ms = c->next_start_ms = 0;
    c->welcomed = c->killed = false;
    c->launched_ms = now_of(c);
    struct err e = instance_launch(&c->instance, &c->options.parts, &HANDLERS, c);
    if (err_is(e)) {
        snprintf(c->last_exit, sizeof(c->last_exit), "fork: %s", strerror(e.code));
        apply(c, LIFECYCLE_LAUNCH_FAILED);
        return;
    }
    patience_start(&c->patience, c->launched_ms, BOOT_MS);
    c->restarts += again;
    if (again)
        c->handlers.on_restart(c->ctx, c);
    log_event(LOG_INFO, "worker.started",
              LOG_WITH(log_int("pid", c->instance.pid), log_int("generation", c->generation)), "%s démarre",
              name_of(c));
}

static void announce(struct child *c)
{
    c->up_since_ms = now_of(c);
    patience_start(&c->patience, c->up_since_ms, c->options.hang_timeout_ms);
    log_event(
        LOG_INFO, "worker.ready",
        LOG_WITH(log_int("pid", c->instance.pid), log_int("ms", (int64_t)(c->up_since_ms - c->launched_ms))),
        "%s est prêt", name_of(c));
    c->handlers.on_up(c->ctx, c);
}

static void abort_instance(struct child *c)
{
    uint64_t silent_since = c->heartbeat_ms ? c->heartbeat_ms : c->launched_ms;
    log_event(
        LOG_ERROR, "worker.hung",
        LOG_WITH(log_int("pid", c->instance.pid), log_int("silent_ms", (int64_t)(now_of(c) - silent_since))),
        "%s ne donne plus signe de vie ; il est remplacé", name_of(c));
    c->handlers.on_hung(c->ctx, c);
    instance_signal(&c->instance, SIGABRT);
    instance_signal(&c->instance, SIGCONT);
    loop_timer_start(c->timer, ABORT_GRACE_MS);
}

static void ask_to_end(struct child *c)
{
    child_tell(c, MESSAGE_STOP, NULL, 0);
    instance_signal(&c->instance, SIGTERM);
    instance_signal(&c->instance, SIGCONT);
    loop_timer_start(c->timer, c->grace_ms);
}

static void kill_instance(struct child *c)
{
    if (c->killed)
        log_event(
            LOG_CRIT, "worker.unkillable", LOG_WITH(log_int("pid", c->instance.pid)),
            "❌ Erreur critique : %s ne meurt pas, même tué ; le noyau l'attend sur un disque ou un réseau. "
            "Redémarrez la machine ou le conteneur",
            name_of(c));
    c->killed = true;
    instance_kill_group(&c->instance);
    loop_timer_start(c->timer, UNKILLABLE_MS);
}

static void wait_for_start(struct child *c, uint64_t wait_ms)
{
    c->next_start_ms = now_of(c) + wait_ms;
    loop_timer_start(c->timer, wait_ms);
}

static const char *next_words(uint64_t wait_ms, char *text, size_t size)
{
    if (wait_ms == 0)
        snprintf(text, size, "il repart tout de suite");
    else
        snprintf(text, size, "il repart dans %.1f s", (double)wait_ms / 1000);
    return text;
}

/* Said once per death: how, and what happens next. */
static void report_death(const struct child *c, bool expected, uint64_t served_ms, uint64_t wait_ms)
{
    char next[64];
    next_words(wait_ms, next, sizeof(next));
    const struct log_field *fields =
        LOG_WITH(log_text("cause", c->last_exit), log_int("served_ms", (int64_t)served_ms),
                 log_int("next_start_ms", (int64_t)wait_ms), log_int("deaths", (int64_t)c->restart.deaths));
    if (exit_cause_is_configuration(c->wait_status))
        log_event(LOG_ERROR, "worker.misconfigured", fields,
                  "%s refuse sa configuration ; corrigez ce que ses lignes nomment, puis redémarrez ; %s",
                  name_of(c), next);
    else if (expected)
        log_event(LOG_NOTICE, "worker.ended", fields, "%s a fini (%s) ; %s", name_of(c), c->last_exit, next);
    else
        log_event(LOG_ERROR, "worker.died", fields, "%s est mort (%s) ; %s", name_of(c), c->last_exit, next);
}

static void plan_restart(struct child *c, bool expected)
{
    uint64_t now_ms = now_of(c), served_ms = c->up_since_ms ? now_ms - c->up_since_ms : 0;
    bool looped = c->restart.crash_loop;
    uint64_t wait_ms = restart_died(&c->restart, now_ms, served_ms,
                                    exit_cause_is_configuration(c->wait_status), random_u32());
    c->up_since_ms = c->heartbeat_ms = 0;
    report_death(c, expected, served_ms, wait_ms);
    if (c->restart.crash_loop && !looped)
        log_event(LOG_ERROR, "worker.crash_loop", LOG_WITH(log_int("deaths", (int64_t)c->restart.deaths)),
                  "%s meurt sans cesse ; il est relancé de plus en plus lentement, jamais abandonné",
                  name_of(c));
    wait_for_start(c, wait_ms);
}

static void plan_relaunch(struct child *c)
{
    uint64_t wait_ms = restart_not_launched(&c->restart, random_u32());
    char next[64];
    c->up_since_ms = c->heartbeat_ms = 0;
    log_event(LOG_ERROR, "worker.not_launched",
              LOG_WITH(log_text("cause", c->last_exit), log_text("path", c->options.parts.path)),
              "%s n'a pas pu être lancé (%s) ; %s", name_of(c), c->last_exit,
              next_words(wait_ms, next, sizeof(next)));
    wait_for_start(c, wait_ms);
}

static void gone(struct child *c)
{
    c->up_since_ms = c->heartbeat_ms = c->next_start_ms = 0;
    loop_timer_stop(c->timer);
    log_event(LOG_INFO, "worker.stopped", LOG_WITH(log_text("cause", c->last_exit)), "%s est arrêté",
              name_of(c));
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
        gone(c);
        return;
    case LIFECYCLE_ACTIONS:
        return;
    }
}

/* The one place where a state changes. */
static void apply(struct child *c, enum lifecycle_event event)
{
    struct lifecycle_step step = lifecycle_next(c->state, event);
    if (step.kind == LIFECYCLE_IGNORE)
        return;
    if (step.kind != LIFECYCLE_STEP) {
        log_event(LOG_ERROR, "worker.illegal_step",
                  LOG_WITH(log_text("state", lifecycle_state_name(c->state)),
                           log_text("what", lifecycle_event_name(event))),
                  "Erreur interne : événement impossible pour %s ; il est ignoré", name_of(c));
        return;
    }
    enum lifecycle_state from = c->state;
    c->state = step.to;
    carry_out(c, from, step.action);
    c->handlers.on_change(c->ctx, c);
}

static void timer_fired(void *ctx)
{
    struct child *c = ctx;
    if (c->collected)
        over(c); /* somebody else still holds its end of the channel */
    else
        apply(c, c->state == LIFECYCLE_WAITING ? LIFECYCLE_START_DUE : LIFECYCLE_OVERDUE);
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
    apply(c, LIFECYCLE_START_DUE);
}

void child_renew(struct child *c)
{
    c->grace_ms = GRACE_MS;
    apply(c, LIFECYCLE_RENEW);
}

void child_end(struct child *c, uint64_t grace_ms)
{
    c->grace_ms = grace_ms;
    apply(c, LIFECYCLE_END);
}

void child_kill(struct child *c)
{
    child_end(c, 0);
    apply(c, LIFECYCLE_OVERDUE);
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
        over(c);
}

void child_watch(struct child *c, uint64_t now_ms, struct watchdog_turn turn)
{
    bool awaited = c->state == LIFECYCLE_STARTING || c->state == LIFECYCLE_UP;
    if (c->up_since_ms)
        restart_serves(&c->restart, now_ms - c->up_since_ms);
    if (patience_over(&c->patience, now_ms, turn) && awaited && !c->collected)
        apply(c, LIFECYCLE_SILENT);
}

enum worker child_worker(const struct child *c)
{
    return c->options.parts.worker;
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
    child_tell(c, MESSAGE_WELCOME, NULL, 0);
    c->welcomed = true;
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
