/* Steps of the lifecycle, as orders to the driver. */
#include "life.h"

#include <stdio.h>
#include <string.h>

void life_init(struct life *l, enum worker worker, uint64_t hang_timeout_ms)
{
    static const uint64_t CAPS_MS[WORKERS] = {
#define WORKER(id, name, reader, cap_ms, stop_order, demo_only) [WORKER_##id] = cap_ms,
#include "workers.def"
#undef WORKER
    };
    *l = (struct life){.state = LIFECYCLE_WAITING, .hang_timeout_ms = hang_timeout_ms};
    restart_init(&l->restart, CAPS_MS[worker]);
}

static void last(struct life_order *o, uint64_t ms)
{
    o->timer = LIFE_TIMER_START;
    o->timer_ms = ms;
}

static void begin(struct life *l, uint64_t now_ms)
{
    l->generation++;
    l->up_since_ms = l->heartbeat_ms = l->next_start_ms = 0;
    l->killed = l->hung = l->left = false;
    l->launched_ms = now_ms;
    patience_start(&l->patience, now_ms, LIFE_BOOT_MS);
}

static void announce(struct life *l, uint64_t now_ms, struct life_order *o)
{
    l->up_since_ms = now_ms;
    patience_start(&l->patience, now_ms, l->hang_timeout_ms);
    o->after_ms = now_ms - l->launched_ms;
}

static void abort_silent(struct life *l, uint64_t now_ms, struct life_order *o)
{
    l->hung = true;
    o->after_ms = now_ms - (l->heartbeat_ms ? l->heartbeat_ms : l->launched_ms);
    last(o, LIFE_ABORT_GRACE_MS);
}

static void kill_now(struct life *l, struct life_order *o)
{
    o->unkillable = l->killed;
    l->killed = true;
    last(o, LIFE_UNKILLABLE_MS);
}

static void wait_for_start(struct life *l, uint64_t now_ms, struct life_order *o)
{
    l->up_since_ms = l->heartbeat_ms = 0;
    l->next_start_ms = now_ms + o->death.wait_ms;
    last(o, o->death.wait_ms);
}

static void plan_restart(struct life *l, uint64_t now_ms, uint32_t random, struct life_order *o)
{
    struct life_death *d = &o->death;
    bool looped = l->restart.crash_loop, misconfigured = exit_cause_is_configuration(l->wait_status);
    bool expected = l->hung || (l->left && exit_cause_is_normal(l->wait_status));
    d->kind = misconfigured ? DEATH_MISCONFIGURED : expected ? DEATH_EXPECTED : DEATH_SUDDEN;
    d->served_ms = l->up_since_ms ? now_ms - l->up_since_ms : 0;
    d->wait_ms = restart_died(&l->restart, now_ms, d->served_ms, misconfigured, random);
    d->deaths = l->restart.deaths;
    d->loop_begins = l->restart.crash_loop && !looped;
    wait_for_start(l, now_ms, o);
}

static void end(struct life *l, struct life_order *o)
{
    o->clean = !o->had_process || l->killed || exit_cause_is_asked(l->wait_status);
    l->up_since_ms = l->heartbeat_ms = l->next_start_ms = 0;
}

static void account(struct life *l, uint64_t now_ms, uint32_t random, struct life_order *o)
{
    switch (o->action) {
    case LIFECYCLE_DO_NOTHING:
    case LIFECYCLE_ACTIONS:
        o->timer = LIFE_TIMER_KEEP;
        return;
    case LIFECYCLE_DO_LAUNCH:
        begin(l, now_ms);
        return;
    case LIFECYCLE_DO_ANNOUNCE:
        announce(l, now_ms, o);
        return;
    case LIFECYCLE_DO_ABORT:
        abort_silent(l, now_ms, o);
        return;
    case LIFECYCLE_DO_GRANT_GRACE:
        l->left = true;
        last(o, LIFE_GRACE_MS);
        return;
    case LIFECYCLE_DO_ASK_TO_END:
        last(o, l->grace_ms);
        return;
    case LIFECYCLE_DO_KILL:
        kill_now(l, o);
        return;
    case LIFECYCLE_DO_DRAIN:
        last(o, LIFE_LAST_FRAMES_MS);
        return;
    case LIFECYCLE_DO_NOTE_LEAVING:
        l->left = true;
        o->timer = LIFE_TIMER_KEEP;
        return;
    case LIFECYCLE_DO_PLAN_RESTART:
        plan_restart(l, now_ms, random, o);
        return;
    case LIFECYCLE_DO_PLAN_RELAUNCH:
        o->death.wait_ms = restart_not_launched(&l->restart, random);
        wait_for_start(l, now_ms, o);
        return;
    case LIFECYCLE_DO_GONE:
        end(l, o);
        return;
    }
}

static bool drains(enum lifecycle_state state)
{
    return state == LIFECYCLE_DRAINING || state == LIFECYCLE_DRAINING_RENEWAL ||
           state == LIFECYCLE_DRAINING_END;
}

struct life_order life_apply(struct life *l, enum lifecycle_event event, uint64_t now_ms, uint32_t random)
{
    enum lifecycle_state from = l->state;
    struct lifecycle_step step = lifecycle_next(from, event);
    struct life_order o = {.kind = step.kind, .action = step.action, .timer = LIFE_TIMER_STOP};
    if (step.kind != LIFECYCLE_STEP)
        return o;
    l->state = step.to;
    o.instance_over = (drains(from) && !drains(step.to)) || event == LIFECYCLE_LAUNCH_FAILED;
    o.was_up = o.instance_over && l->up_since_ms != 0;
    o.had_process = from != LIFECYCLE_WAITING;
    account(l, now_ms, random, &o);
    return o;
}

bool life_launched(struct life *l)
{
    bool again = l->generation > 1;
    l->restarts += again;
    return again;
}

void life_not_launched(struct life *l, const char *where, int error)
{
    snprintf(l->last_exit, sizeof(l->last_exit), "%s: %s", where, strerror(error));
}

/* That it was silent before comes first: the signal was then ours. */
enum lifecycle_event life_collected(struct life *l, int wait_status, int exec_errno)
{
    char cause[EXIT_CAUSE_SIZE - sizeof(WORKER_EXIT_HUNG) + 1];
    l->wait_status = wait_status;
    if (exec_errno) {
        life_not_launched(l, "exec", exec_errno);
        return LIFECYCLE_LAUNCH_FAILED;
    }
    exit_cause_describe(wait_status, cause, sizeof(cause));
    snprintf(l->last_exit, sizeof(l->last_exit), "%s%s", l->state == LIFECYCLE_HUNG ? WORKER_EXIT_HUNG : "",
             cause);
    return LIFECYCLE_EXITED;
}

void life_heartbeat(struct life *l, uint64_t now_ms)
{
    l->heartbeat_ms = now_ms;
    if (l->state == LIFECYCLE_UP)
        patience_start(&l->patience, now_ms, l->hang_timeout_ms);
}

void life_set_hang_timeout(struct life *l, uint64_t now_ms, uint64_t hang_timeout_ms)
{
    l->hang_timeout_ms = hang_timeout_ms;
    if (l->state == LIFECYCLE_UP)
        patience_start(&l->patience, now_ms, hang_timeout_ms); /* not only from its next heartbeat on */
}

bool life_watch(struct life *l, uint64_t now_ms, struct watchdog_turn turn)
{
    bool awaited = l->state == LIFECYCLE_STARTING || l->state == LIFECYCLE_UP;
    if (l->up_since_ms)
        restart_serves(&l->restart, now_ms - l->up_since_ms);
    return patience_over(&l->patience, now_ms, turn) && awaited;
}

struct worker_view life_view(const struct life *l, uint64_t now_ms)
{
    return (struct worker_view){
        .state = lifecycle_shown(l->state),
        .generation = l->generation,
        .restarts = l->restarts,
        .up_since_ms = l->up_since_ms,
        .last_heartbeat_ms = l->heartbeat_ms,
        .last_exit = l->last_exit,
        .next_start_in_ms = l->next_start_ms > now_ms ? l->next_start_ms - now_ms : 0,
        .crash_loop = l->restart.crash_loop,
    };
}
