/* Rules, memory, store and sender put together. */
#include "alerts.h"

#include "alert_log.h"
#include "alert_memory.h"
#include "alert_report.h"
#include "alert_sender.h"
#include "alert_store.h"
#include "allocate.h"
#include "clock.h"
#include "loop.h"
#include "random.h"
#include "settings.h"

#include <stdlib.h>
#include <string.h>

/* Moments before this boot must be numbers too: 34 years. */
#define LONG_AGO_MS (UINT64_C(1) << 40)

#define LOAD_PATIENCE_MS 15000 /* without an answer of the disk it begins with what it has */
#define SAVE_PATIENCE_MS 10000 /* ... and sends what is not on disk yet */
#define DISK_HANGS_MS    30000
#define SEEN_EVERY_MS    30000
#define RETRY_MS         5000
#define STOP_PATIENCE_MS 1000

struct alerts {
    struct loop *loop;
    struct metrics *metrics;
    struct alerts_handlers handlers;
    struct alert_options options;
    struct alert_memory memory;
    struct alert_sender *sender;
    struct alert_store *store;
    struct buffer line; /* being written */
    struct alerts_view view;
    uint64_t created_ms;
    bool loaded, begun;       /* the disk answered; rules are judged */
    uint64_t saved_revision;  /* on disk */
    uint64_t saving_revision; /* handed to the store */
    uint64_t save_asked_ms;
    bool saves_known, save_failed;
    int64_t save_failed_since_ms; /* UTC, while save_failed */
    /* The ordered stop. */
    bool stopping, waits_for_disk, stopped;
    struct loop_timer *stop_limit;
    void (*on_stopped)(void *ctx);
    void *stop_ctx;
};

static struct alert_now alerts_now(const struct alerts *a)
{
    return (struct alert_now){loop_now_ms(a->loop) + LONG_AGO_MS, clock_wall_ms()};
}

/* ---- Keeping. */

static void save(struct alerts *a)
{
    struct alert_now now = alerts_now(a);
    buffer_clear(&a->line);
    alert_memory_write(&a->memory, now, ALERT_WITH_DONE, &a->line);
    a->saving_revision = a->memory.engine.revision;
    a->save_asked_ms = now.mono_ms;
    if (a->line.failed)
        a->save_failed = true; /* cannot be: the queue is bounded below that */
    else
        alert_store_save(a->store, a->line.data, a->line.length, a->memory.engine.revision);
}

/* First to the supervisor, which takes it at once: if this process dies now, its successor knows. */
static void changed(struct alerts *a)
{
    a->handlers.on_changed(a->handlers.ctx);
    save(a);
}

static void keep_if_changed(struct alerts *a)
{
    uint64_t now_ms = alerts_now(a).mono_ms;
    bool again = a->save_failed && now_ms >= a->save_asked_ms + RETRY_MS;
    if (a->memory.engine.revision != a->saving_revision)
        changed(a);
    else if (again || now_ms >= a->save_asked_ms + SEEN_EVERY_MS)
        save(a);
}

void alerts_keep(struct alerts *a, struct buffer *out, size_t most)
{
    if (!a->memory.engine.series)
        return; /* nothing was kept yet */
    for (int extent = 0; extent < ALERT_EXTENTS; extent++) {
        buffer_clear(&a->line);
        alert_memory_write(&a->memory, alerts_now(a), (enum alert_extent)extent, &a->line);
        if (!a->line.failed && a->line.length <= most) {
            buffer_append(out, a->line.data, a->line.length);
            return;
        }
    }
}

/* ---- The ordered stop. */

/* Or that took too long: what is on disk says that it still waits. */
static void disk_is_idle(void *ctx)
{
    struct alerts *a = ctx;
    loop_timer_stop(a->stop_limit);
    if (!a->stopped)
        a->on_stopped(a->stop_ctx);
    a->stopped = true;
}

/* Once no answer is awaited any more. */
static void stop_on(struct alerts *a)
{
    if (alert_sender_busy(a->sender) || a->waits_for_disk)
        return;
    a->waits_for_disk = true;
    if (a->begun)
        save(a);
    alert_store_when_idle(a->store, disk_is_idle, a);
}

/* ---- Sending. */

/* On disk, or the disk cannot be waited for: only then is a message sent, so that whoever comes next sends it
 * under the same id or not at all. */
static bool may_leave(const struct alerts *a, const struct alert_message *m)
{
    return m->revision <= a->saved_revision || a->save_failed ||
           alert_store_busy_ms(a->store) >= SAVE_PATIENCE_MS;
}

static void send_next(struct alerts *a, enum alert_channel_id channel)
{
    uint64_t wait_ms;
    struct alert_message *m = alert_queue_next(&a->memory.engine.queue, channel);
    if (!m || !may_leave(a, m) ||
        !alert_channel_begin(&a->memory.channels[channel], alerts_now(a).mono_ms, &wait_ms))
        return;
    a->memory.engine.revision++; /* the pace is kept too */
    alert_sender_send(a->sender, channel, m);
}

static void send_what_waits(struct alerts *a)
{
    for (int i = 0; i < ALERT_CHANNELS && !a->stopping; i++)
        send_next(a, (enum alert_channel_id)i);
}

static void count(struct alerts *a, enum alert_channel_id channel, bool taken)
{
    static const enum metric METRIC_OF[ALERT_CHANNELS][2] = {
        [ALERT_WEBHOOK] = {METRIC_ALERTS_WEBHOOK_FAILED, METRIC_ALERTS_WEBHOOK_SENT},
        [ALERT_FALLBACK] = {METRIC_ALERTS_FALLBACK_FAILED, METRIC_ALERTS_FALLBACK_SENT},
    };
    metrics_add(a->metrics, METRIC_OF[channel][taken], 1);
}

static void on_reply(void *ctx, const struct alert_sender_reply *reply)
{
    struct alerts *a = ctx;
    struct alert_channel *channel = &a->memory.channels[reply->channel];
    struct alert_message *m = alert_queue_find(&a->memory.engine.queue, reply->id);
    struct alert_now now = alerts_now(a);
    enum channel_answer before = channel->last;
    bool given_up = false;
    enum channel_then then = alert_channel_answered(channel, reply->answer, reply->status, reply->wait_ms,
                                                    now.mono_ms, now.wall_ms, random_u32());
    if (m && then == CHANNEL_THEN_DONE)
        m->delivery[reply->channel] = ALERT_TAKEN;
    if (m && then == CHANNEL_THEN_REJECT)
        given_up = alert_message_rejected(m, reply->channel);
    count(a, reply->channel, then == CHANNEL_THEN_DONE);
    alert_log_reply(reply, then, before, given_up);
    a->memory.engine.revision++;
    changed(a);
    send_what_waits(a);
    if (a->stopping)
        stop_on(a);
}

/* ---- Loading. */

/* What waits for a channel that is not set any more waits for nobody; the rest leaves once it is on disk
 * here. */
static void adopt_messages(struct alerts *a)
{
    struct alert_queue *q = &a->memory.engine.queue;
    for (size_t i = 0; i < q->count; i++) {
        q->messages[i].revision = a->memory.engine.revision;
        for (int c = 0; c < ALERT_CHANNELS; c++)
            if (!a->options.channel_set[c] && q->messages[i].delivery[c] == ALERT_WAITS)
                q->messages[i].delivery[c] = ALERT_NOT_FOR_IT;
    }
}

static bool take_line(struct alerts *a, const char *text, size_t length)
{
    struct alert_memory *theirs = calloc(1, sizeof(*theirs)); /* large, and needed once */
    if (!theirs)
        abort();
    bool ours = alert_memory_read(theirs, text, length, alerts_now(a));
    if (ours) {
        alert_memory_merge(&a->memory, theirs);
        adopt_messages(a);
    }
    free(theirs);
    return ours;
}

void alerts_restore(struct alerts *a, const char *text, size_t length)
{
    (void)take_line(a, text, length);
}

/* By now all that was kept has come. */
static void begin(struct alerts *a)
{
    if (a->begun)
        return;
    a->begun = true;
    while (!a->memory.engine.series)
        a->memory.engine.series = random_u32();
    a->memory.engine.revision++; /* written back at once: can the folder be written to? */
}

static void on_loaded(void *ctx, struct err e, const char *text, size_t length)
{
    struct alerts *a = ctx;
    if (err_is(e))
        alert_log_not_read(e);
    else if (text && !take_line(a, text, length))
        alert_log_garbled();
    a->loaded = true;
}

static void on_saved(void *ctx, struct err e, uint64_t revision)
{
    struct alerts *a = ctx;
    bool failed = err_is(e);
    if (failed != a->save_failed) {
        alert_log_saved(e);
        a->save_failed_since_ms = clock_wall_ms();
    }
    a->save_failed = failed;
    a->saves_known = true;
    if (!failed)
        a->saved_revision = revision;
    send_what_waits(a);
}

/* ---- Each second. */

static bool disk_hangs(const struct alerts *a)
{
    return alert_store_busy_ms(a->store) >= DISK_HANGS_MS;
}

int64_t alerts_failing_since_ms(const struct alerts *a)
{
    if (disk_hangs(a))
        return clock_wall_ms() - (int64_t)alert_store_busy_ms(a->store);
    if (!a->saves_known)
        return -1;
    return a->save_failed ? a->save_failed_since_ms : 0;
}

static struct alert_signal_value state_dir_failures(const struct alerts *a)
{
    bool hangs = disk_hangs(a);
    return (struct alert_signal_value){.known = a->saves_known || hangs,
                                       .value = hangs            ? STATE_DIR_HANGS
                                                : a->save_failed ? STATE_DIR_FAILED
                                                                 : STATE_DIR_FINE};
}

/* A supervisor that was killed left nobody to watch until this one started. */
static void look_who_watched(struct alerts *a, const struct supervisor_view *supervisor)
{
    struct alert_memory *m = &a->memory;
    if (!supervisor->known)
        return;
    if (m->supervisor_started_ms && m->supervisor_started_ms != supervisor->started_wall_ms && !m->stopping &&
        m->seen_ms) {
        alert_engine_notice(&m->engine, ALERT_UNWATCHED, m->seen_ms, supervisor->started_wall_ms, &a->options,
                            alerts_now(a));
        alert_log_unwatched(supervisor->started_wall_ms - m->seen_ms);
    }
    m->engine.revision +=
        m->supervisor_started_ms != supervisor->started_wall_ms || m->stopping != supervisor->stopping;
    m->supervisor_started_ms = supervisor->started_wall_ms;
    m->stopping = supervisor->stopping;
}

void alerts_tick(struct alerts *a, const struct alert_inputs *in)
{
    struct alert_inputs inputs = *in;
    struct alert_told told;
    if (!a->loaded && loop_now_ms(a->loop) < a->created_ms + LOAD_PATIENCE_MS)
        return;
    begin(a);
    inputs.state_dir_failures = state_dir_failures(a);
    if (a->loaded) /* else who watched last is not known yet */
        look_who_watched(a, &in->report->snapshot->supervisor);
    alert_engine_step(&a->memory.engine, &inputs, &a->options, alerts_now(a), &told);
    alert_log_told(&told);
    keep_if_changed(a);
    send_what_waits(a);
}

const struct alerts_view *alerts_view(struct alerts *a)
{
    alert_report(&a->memory, a->metrics, alerts_now(a), &a->view);
    a->view.survives_stop = a->saves_known && !a->save_failed;
    return &a->view;
}

/* ---- Life. */

struct alerts *alerts_create(struct loop *loop, const struct settings *settings, struct metrics *metrics,
                             const struct alerts_handlers *handlers)
{
    static const struct alert_store_handlers STORE = {on_loaded, on_saved};
    struct channel_options options = channel_options_of(settings);
    struct alerts *a = allocate(1, sizeof(*a));
    a->loop = loop;
    a->metrics = metrics;
    a->handlers = *handlers;
    a->created_ms = loop_now_ms(loop);
    a->options.latency_warn_s = settings_decimal(settings, SETTING_LATENCY_WARN_S);
    for (int i = 0; i < ALERT_CHANNELS; i++) {
        a->options.channel_set[i] = options.addresses[i] != NULL;
        alert_channel_init(&a->memory.channels[i], options.addresses[i]);
    }
    buffer_init(&a->line, ALERT_MEMORY_MAX);
    a->stop_limit = loop_timer_create(loop, disk_is_idle, a);
    a->sender =
        alert_sender_create(loop, &options, settings_text(settings, SETTING_EXTRA_CA_FILE), on_reply, a);
    a->store = alert_store_open(loop, settings_text(settings, SETTING_STATE_DIR), &STORE, a);
    return a;
}

void alerts_stop(struct alerts *a, bool supervisor_stops, void (*on_stopped)(void *ctx), void *ctx)
{
    a->stopping = true;
    a->memory.stopping = supervisor_stops;
    a->on_stopped = on_stopped;
    a->stop_ctx = ctx;
    loop_timer_start(a->stop_limit, STOP_PATIENCE_MS);
    stop_on(a);
}

void alerts_destroy(struct alerts **take_alerts)
{
    struct alerts *a = *take_alerts;
    if (!a)
        return;
    *take_alerts = NULL;
    alert_sender_destroy(&a->sender);
    alert_store_close(&a->store);
    loop_timer_destroy(&a->stop_limit);
    buffer_free(&a->line);
    free(a);
}
