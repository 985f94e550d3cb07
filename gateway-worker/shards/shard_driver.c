/* The life of one shard's connection, carried out: what protocol/shard decides becomes dials, sends and
 * aborts.
 *
 * One timer wakes for whatever is due first. What only moves a due time later (every byte received does)
 * leaves it alone, so that the hot path never touches it. */
#include "shard_driver.h"

#include "allocate.h"
#include "clock.h"
#include "close_code.h"
#include "gateway_address.h"
#include "identify_report.h"
#include "loop.h"
#include "payload.h"
#include "random.h"
#include "shard_end.h"
#include "shard_receiver.h"

#include <stdlib.h>

#define REPAIR_MOST 1024

struct shard_driver {
    struct gateway_shared *shared;
    struct gateway_report report;
    struct shard shard;
    struct shard_link link;
    struct shard_receiver receiver;
    struct loop_timer *timer;
    struct gateway_end end;     /* why the present connection ends */
    void (*on_left)(void *ctx); /* NULL: nobody waits for it */
    void *on_left_ctx;
};

static void happens(struct shard_driver *d, enum shard_event event, struct err why);

static void wake_when_due(struct shard_driver *d)
{
    uint64_t beat_us = heartbeat_next_us(&d->link.heartbeat);
    uint64_t due_ms = beat_us == UINT64_MAX ? UINT64_MAX : (beat_us + 999) / 1000;
    if (d->shard.deadline_ms < due_ms)
        due_ms = d->shard.deadline_ms;
    if (d->shard.state == SHARD_LEFT && d->on_left)
        due_ms = 0;
    uint64_t now_ms = clock_monotonic_ms();
    if (due_ms == UINT64_MAX)
        loop_timer_stop(d->timer);
    else
        loop_timer_start(d->timer, due_ms > now_ms ? due_ms - now_ms : 0);
}

/* ---- What is sent. */

/* Only a peer that asks for heartbeats without end makes the budget refuse one; it is not worth the
 * connection. */
static void look_at_send(struct shard_driver *d, enum shard_link_sent sent, struct err e)
{
    if (sent == SHARD_LINK_REFUSED)
        report_garbled(&d->report, e);
    else if (sent == SHARD_LINK_BROKEN)
        happens(d, SHARD_ON_BROKEN, e);
}

static void send_heartbeat(struct shard_driver *d, enum send_kind kind)
{
    struct err e = ERR_OK;
    enum shard_link_sent sent = shard_link_send_heartbeat(&d->link, kind, d->shard.session.sequence, &e);
    look_at_send(d, sent, e);
    wake_when_due(d);
}

static void send_command(struct shard_driver *d, const struct buffer *payload)
{
    struct err e = ERR_OK;
    enum shard_link_sent sent = shard_link_send(&d->link, SEND_COMMAND, payload, &e);
    look_at_send(d, sent, e);
}

static void send_resume(struct shard_driver *d)
{
    struct buffer payload;
    buffer_init(&payload, PAYLOAD_SENT_MOST);
    d->receiver.replayed = 0;
    payload_write_resume(&payload, d->shared->options.token, d->shard.session.id, d->shard.session.sequence);
    send_command(d, &payload);
    buffer_free(&payload);
}

static void send_identify(struct shard_driver *d)
{
    struct buffer payload;
    buffer_init(&payload, PAYLOAD_SENT_MOST);
    /* The count leaves first: whatever happens from here, this one is spent. */
    session_keeper_tell(d->shared->keeper);
    report_identify(&d->report, identify_budget_left(&d->shared->ledger.identifies, clock_wall_ms()));
    payload_write_identify(&payload, d->shared->options.token, d->shared->options.intents, d->report.shard,
                           d->shared->options.shards.count);
    send_command(d, &payload);
    buffer_free(&payload);
}

/* ---- Steps. */

static void dial(struct shard_driver *d)
{
    struct gateway_address address;
    struct stack_endpoint endpoint;
    d->end = (struct gateway_end){0};
    struct err e = gateway_shared_endpoint(d->shared, shard_dial_url(&d->shard, d->shared->options.url),
                                           &address, &endpoint);
    if (err_is(e))
        happens(d, SHARD_ON_BROKEN, e);
    else
        shard_link_dial(&d->link, &endpoint);
}

static void give_up(struct shard_driver *d, enum shard_state from)
{
    struct gateway_shared *shared = d->shared;
    struct buffer repair, english;
    buffer_init(&repair, REPAIR_MOST);
    buffer_init(&english, REPAIR_MOST);
    close_code_repair(d->end.code, shared->options.intents, &repair);
    close_code_repair_english(d->end.code, shared->options.intents, &english);
    shard_link_drop(&d->link);
    if (d->end.code == CLOSE_CODE_TOKEN_REFUSED)
        shared->ledger.refused_bot = session_bot(shared->options.token);
    report_fatal(&d->report, from, &d->end, buffer_string(&repair), buffer_string(&english));
    session_keeper_tell(shared->keeper);
    shared->handlers.on_fatal(shared->ctx, d->end.code, buffer_string(&repair));
    buffer_free(&repair);
    buffer_free(&english);
}

/* A ban that names no end lasts as long as the ladder has it. */
static void retry(struct shard_driver *d, enum shard_state from)
{
    shard_link_drop(&d->link);
    d->end.wait_ms = shard_wait_ms(&d->shard, clock_monotonic_ms());
    d->end.resumes = session_known(&d->shard.session);
    if (d->end.is_ban)
        gateway_shared_ban(d->shared, d->end.wait_ms);
    report_end(&d->report, from, &d->end);
    session_keeper_changed(d->shared->keeper);
}

static void finish(struct shard_driver *d, enum shard_state from)
{
    shard_link_drop(&d->link);
    if (from == SHARD_LEAVING)
        report_left(&d->report);
    session_keeper_tell(d->shared->keeper);
}

static void carry_out(struct shard_driver *d, const struct shard_step *step)
{
    switch (step->action) {
    case SHARD_NOTHING:
    case SHARD_ANNOUNCE_READY:
    case SHARD_ANNOUNCE_RESUMED: /* shard_receiver tells, with what the frame said */
        break;
    case SHARD_DIAL:
        dial(d);
        break;
    case SHARD_SEND_RESUME:
        send_resume(d);
        break;
    case SHARD_SEND_IDENTIFY:
        send_identify(d);
        break;
    case SHARD_RETRY:
    case SHARD_RETRY_FRESH:
        retry(d, step->from);
        break;
    case SHARD_REPORT_FATAL:
        give_up(d, step->from);
        break;
    case SHARD_CLOSE:
        shard_link_close(&d->link, CLOSE_CODE_RESUMABLE); /* else the deadline of LEAVING comes */
        break;
    case SHARD_FINISH:
        finish(d, step->from);
        break;
    }
}

/* An event, whatever follows from it, and the timer set anew. `why` goes to the log if it ends the connection.
 */
static void happens(struct shard_driver *d, enum shard_event event, struct err why)
{
    const struct shard_moment moment = {clock_monotonic_ms(), clock_wall_ms(), random_u32()};
    struct shard_step step = shard_step(&d->shard, event, &moment);
    d->end.e = why;
    carry_out(d, &step);
    identify_report(d->shared->metrics, &d->shared->ledger.identifies, moment.wall_ms);
    wake_when_due(d);
}

static void event_came(void *ctx, enum shard_event event, struct err why)
{
    happens(ctx, event, why);
}

/* ---- The connection. */

static void connected(void *ctx)
{
    happens(ctx, SHARD_ON_CONNECTED, ERR_OK);
}

static void opened(void *ctx)
{
    struct shard_driver *d = ctx;
    report_opened(&d->report);
    gateway_shared_ban_over(d->shared);
    happens(d, SHARD_ON_OPENED, ERR_OK);
}

/* It is told, and if nothing could be read yet, the next dials ask for another compression. */
static void report_unreadable(struct shard_driver *d, struct err e)
{
    report_garbled(&d->report, e);
    if (shard_end_blames_compression(e) && d->shard.state == SHARD_GREETING &&
        gateway_shared_fall_back(d->shared))
        report_fallback(&d->report, inflate_query(d->shared->codec));
}

static void closed(void *ctx, uint16_t code, struct err e, const struct upgrade_refusal *refusal)
{
    struct shard_driver *d = ctx;
    if (shard_end_is_unreadable(e))
        report_unreadable(d, e);
    uint64_t hold_ms = refusal ? shard_end_refused(e, refusal, &d->end.is_ban) : 0;
    if (hold_ms)
        shard_hold(&d->shard, hold_ms);
    d->end.code = code;
    happens(d, shard_end_event(code), e);
}

/* ---- What it receives. */

static void text_came(void *ctx, const char *text, size_t length)
{
    struct shard_driver *d = ctx;
    shard_receiver_text(&d->receiver, text, length);
}

static void garbled(void *ctx, struct err e)
{
    struct shard_driver *d = ctx;
    report_unreadable(d, e);
    happens(d, SHARD_ON_GARBLED, e);
}

static void asked_to_beat(void *ctx)
{
    send_heartbeat(ctx, SEND_ANSWER);
}

static void due_changed(void *ctx)
{
    wake_when_due(ctx);
}

/* ---- Time. */

static void look_at_heartbeat(struct shard_driver *d)
{
    switch (heartbeat_due(&d->link.heartbeat, clock_monotonic_us())) {
    case HEARTBEAT_WAIT:
        break;
    case HEARTBEAT_SEND:
        send_heartbeat(d, SEND_BEAT);
        break;
    case HEARTBEAT_SILENT:
        happens(d, SHARD_ON_DEAF, err_make(ERR_TIMEOUT, "heartbeat.silent", 0));
        break;
    case HEARTBEAT_ZOMBIE:
        happens(d, SHARD_ON_DEAF, err_make(ERR_TIMEOUT, "heartbeat.unacknowledged", 0));
        break;
    case HEARTBEAT_SLOW:
        report_slow(d->shared->options.latency_critical_s);
        happens(d, SHARD_ON_DEAF, err_make(ERR_TIMEOUT, "heartbeat.slow", 0));
        break;
    }
}

static void on_time(void *ctx)
{
    struct shard_driver *d = ctx;
    uint64_t now_ms = clock_monotonic_ms();
    if (d->shard.state == SHARD_LEFT && d->on_left) {
        void (*on_left)(void *ctx) = d->on_left;
        d->on_left = NULL;
        on_left(d->on_left_ctx);
        return;
    }
    if (d->shard.deadline_ms <= now_ms)
        happens(d, shard_time(&d->shard, now_ms, clock_wall_ms()),
                err_make(ERR_TIMEOUT, "shard.deadline", 0));
    look_at_heartbeat(d);
    wake_when_due(d);
}

/* ---- What the gateway asks. */

struct shard_driver *shard_driver_create(struct gateway_shared *shared, size_t index)
{
    static const struct shard_link_handlers LINK = {connected, opened, text_came, closed};
    const struct shard_plan *plan = &shared->options.shards;
    struct shard_driver *d = allocate(1, sizeof(*d));
    d->shared = shared;
    d->report = (struct gateway_report){.metrics = shared->metrics,
                                        .numbers = &shared->numbers,
                                        .index = index,
                                        .shard = plan->ids[index],
                                        .latency_warn_s = shared->options.latency_warn_s};
    d->receiver = (struct shard_receiver){.shared = shared,
                                          .report = &d->report,
                                          .shard = &d->shard,
                                          .link = &d->link,
                                          .handlers = {event_came, garbled, asked_to_beat, due_changed},
                                          .ctx = d};
    d->timer = loop_timer_create(shared->loop, on_time, d);
    shard_link_init(&d->link, shared->loop, shared->metrics, &LINK, d);
    shard_init(&d->shard, session_bot(shared->options.token),
               (struct shard_number){plan->ids[index], plan->count}, &shared->ledger.identifies,
               &shared->dials);
    session_keeper_add(shared->keeper, &d->shard.session);
    return d;
}

void shard_driver_destroy(struct shard_driver **take_driver)
{
    struct shard_driver *d = *take_driver;
    if (!d)
        return;
    *take_driver = NULL;
    shard_link_drop(&d->link);
    loop_timer_destroy(&d->timer);
    free(d);
}

bool shard_driver_is_fresh(const struct shard_driver *d)
{
    return !session_known(&d->shard.session);
}

void shard_driver_start(struct shard_driver *d, uint64_t wait_ms)
{
    report_start(&d->report, session_known(&d->shard.session));
    shard_hold(&d->shard, wait_ms);
    happens(d, SHARD_ON_START, ERR_OK);
}

void shard_driver_refuse(struct shard_driver *d)
{
    d->end = (struct gateway_end){.code = CLOSE_CODE_TOKEN_REFUSED};
    happens(d, SHARD_ON_CLOSED_FATAL, ERR_OK);
}

void shard_driver_leave(struct shard_driver *d, void (*on_left)(void *ctx), void *ctx)
{
    d->on_left = on_left;
    d->on_left_ctx = ctx;
    happens(d, SHARD_ON_LEAVE, ERR_OK);
}
