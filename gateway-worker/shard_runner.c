/* The life of one shard's connection, carried out: what protocol/shard decides becomes dials, sends and
 * aborts.
 *
 * One timer wakes for whatever is due first. What only moves a due time later (every byte received does)
 * leaves it alone, so that the hot path never touches it. */
#include "shard_runner.h"

#include "allocate.h"
#include "clock.h"
#include "close_code.h"
#include "identify_report.h"
#include "loop.h"
#include "random.h"
#include "shard_parts.h"
#include "stack.h"

#include <stdlib.h>

#define REPAIR_MOST 1024

/* A dead peer is not waited for, and a live one keeps the session: no Close frame, no FIN, gone. */
static void drop_connection(struct shard_runner *r)
{
    stack_abort(&r->stack);
    r->heartbeat = (struct heartbeat){0};
}

static void give_up(struct shard_runner *r, enum shard_state from)
{
    struct buffer repair, english;
    buffer_init(&repair, REPAIR_MOST);
    buffer_init(&english, REPAIR_MOST);
    close_code_repair(r->end.code, r->shared->options.intents, &repair);
    close_code_repair_english(r->end.code, r->shared->options.intents, &english);
    drop_connection(r);
    if (r->end.code == CLOSE_CODE_TOKEN_REFUSED)
        r->shared->ledger.refused_bot = session_bot(r->shared->options.token);
    report_fatal(&r->report, from, &r->end, buffer_string(&repair), buffer_string(&english));
    session_keeper_tell(r->shared->keeper);
    r->shared->handlers.on_fatal(r->shared->ctx, r->end.code, buffer_string(&repair));
    buffer_free(&repair);
    buffer_free(&english);
}

/* For all shards, until this one dials again. One that names no end lasts as long as the ladder has it. */
static void begin_ban(struct shard_runner *r, uint64_t wait_ms)
{
    dial_budget_ban(&r->shared->dials, clock_monotonic_ms() + wait_ms);
    r->shared->ledger.banned_until_ms = clock_wall_ms() + (int64_t)wait_ms;
    r->shared->handlers.on_ban(r->shared->ctx, r->shared->ledger.banned_until_ms);
}

static void retry(struct shard_runner *r, enum shard_state from)
{
    drop_connection(r);
    r->end.wait_ms = shard_wait_ms(&r->shard, clock_monotonic_ms());
    r->end.resumes = session_known(&r->shard.session);
    if (r->end.is_ban)
        begin_ban(r, r->end.wait_ms);
    report_end(&r->report, from, &r->end);
    session_keeper_changed(r->shared->keeper);
}

static void finish(struct shard_runner *r, enum shard_state from)
{
    drop_connection(r);
    if (from == SHARD_LEAVING)
        report_left(&r->report);
    session_keeper_tell(r->shared->keeper);
}

static void carry_out(struct shard_runner *r, const struct shard_step *step)
{
    switch (step->action) {
    case SHARD_NOTHING:
    case SHARD_ANNOUNCE_READY:
    case SHARD_ANNOUNCE_RESUMED: /* shard_frames tells, with what the frame said */
        break;
    case SHARD_DIAL:
        shard_dial(r);
        break;
    case SHARD_SEND_RESUME:
        shard_send_resume(r);
        break;
    case SHARD_SEND_IDENTIFY:
        shard_send_identify(r);
        break;
    case SHARD_RETRY:
    case SHARD_RETRY_FRESH:
        retry(r, step->from);
        break;
    case SHARD_REPORT_FATAL:
        give_up(r, step->from);
        break;
    case SHARD_CLOSE:
        stack_close(r->stack, CLOSE_CODE_RESUMABLE); /* if it cannot be sent, the deadline of LEAVING comes */
        break;
    case SHARD_FINISH:
        finish(r, step->from);
        break;
    }
}

void shard_happens(struct shard_runner *r, enum shard_event event, struct err why)
{
    const struct shard_moment moment = {clock_monotonic_ms(), clock_wall_ms(), random_u32()};
    struct shard_step step = shard_step(&r->shard, event, &moment);
    r->end.e = why;
    carry_out(r, &step);
    identify_report(r->shared->metrics, &r->shared->ledger.identifies, moment.wall_ms);
    shard_wake_when_due(r);
}

void shard_wake_when_due(struct shard_runner *r)
{
    uint64_t beat_us = heartbeat_next_us(&r->heartbeat);
    uint64_t due_ms = beat_us == UINT64_MAX ? UINT64_MAX : (beat_us + 999) / 1000;
    if (r->shard.deadline_ms < due_ms)
        due_ms = r->shard.deadline_ms;
    if (r->shard.state == SHARD_LEFT && r->on_left)
        due_ms = 0;
    uint64_t now_ms = clock_monotonic_ms();
    if (due_ms == UINT64_MAX)
        loop_timer_stop(r->timer);
    else
        loop_timer_start(r->timer, due_ms > now_ms ? due_ms - now_ms : 0);
}

static void look_at_heartbeat(struct shard_runner *r)
{
    switch (heartbeat_due(&r->heartbeat, clock_monotonic_us())) {
    case HEARTBEAT_WAIT:
        break;
    case HEARTBEAT_SEND:
        shard_send_heartbeat(r, SEND_BEAT);
        break;
    case HEARTBEAT_SILENT:
        shard_happens(r, SHARD_ON_DEAF, err_make(ERR_TIMEOUT, "heartbeat.silent", 0));
        break;
    case HEARTBEAT_ZOMBIE:
        shard_happens(r, SHARD_ON_DEAF, err_make(ERR_TIMEOUT, "heartbeat.unacknowledged", 0));
        break;
    case HEARTBEAT_SLOW:
        report_slow(r->shared->options.latency_critical_s);
        shard_happens(r, SHARD_ON_DEAF, err_make(ERR_TIMEOUT, "heartbeat.slow", 0));
        break;
    }
}

static void on_time(void *ctx)
{
    struct shard_runner *r = ctx;
    uint64_t now_ms = clock_monotonic_ms();
    if (r->shard.state == SHARD_LEFT && r->on_left) {
        void (*on_left)(void *ctx) = r->on_left;
        r->on_left = NULL;
        on_left(r->on_left_ctx);
        return;
    }
    if (r->shard.deadline_ms <= now_ms)
        shard_happens(r, shard_time(&r->shard, now_ms, clock_wall_ms()),
                      err_make(ERR_TIMEOUT, "shard.deadline", 0));
    look_at_heartbeat(r);
    shard_wake_when_due(r);
}

struct shard_runner *shard_runner_create(struct gateway_shared *shared, size_t index)
{
    struct shard_runner *r = allocate(1, sizeof(*r));
    const struct shard_plan *plan = &shared->options.shards;
    r->shared = shared;
    r->report = (struct gateway_report){.metrics = shared->metrics,
                                        .numbers = &shared->numbers,
                                        .index = index,
                                        .shard = plan->ids[index],
                                        .latency_warn_s = shared->options.latency_warn_s};
    r->timer = loop_timer_create(shared->loop, on_time, r);
    shard_init(&r->shard, session_bot(shared->options.token),
               (struct shard_number){plan->ids[index], plan->count}, &shared->ledger.identifies,
               &shared->dials);
    session_keeper_add(shared->keeper, &r->shard.session);
    return r;
}

void shard_runner_destroy(struct shard_runner **take_runner)
{
    struct shard_runner *r = *take_runner;
    if (!r)
        return;
    *take_runner = NULL;
    stack_abort(&r->stack);
    loop_timer_destroy(&r->timer);
    free(r);
}

bool shard_runner_is_fresh(const struct shard_runner *r)
{
    return !session_known(&r->shard.session);
}

void shard_runner_start(struct shard_runner *r, uint64_t wait_ms)
{
    report_start(&r->report, session_known(&r->shard.session));
    shard_hold(&r->shard, wait_ms);
    shard_happens(r, SHARD_ON_START, ERR_OK);
}

void shard_runner_refuse(struct shard_runner *r)
{
    r->end = (struct gateway_end){.code = CLOSE_CODE_TOKEN_REFUSED};
    shard_happens(r, SHARD_ON_CLOSED_FATAL, ERR_OK);
}

void shard_runner_leave(struct shard_runner *r, void (*on_left)(void *ctx), void *ctx)
{
    r->on_left = on_left;
    r->on_left_ctx = ctx;
    shard_happens(r, SHARD_ON_LEAVE, ERR_OK);
}
