/* Looks once a second; takes over what a predecessor recorded; says where the history is kept. */
#include "history.h"

#include "allocate.h"
#include "buffer.h"
#include "history_disk.h"
#include "incident_log.h"
#include "json_value.h"
#include "log.h"
#include "loop.h"
#include "sampler.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RETRY_MS         30000
#define STALL_MS         10000 /* a job that takes longer: the disk does not answer */
#define LOAD_PATIENCE_MS 10000 /* then we begin without what was before */
#define STOP_MS          1000
#define JUMP_MS          30000 /* what stands in the view may lie elsewhere now: it is read again */

struct history {
    struct loop *loop;
    struct history_disk *disk;
    struct history_view *view;
    struct averages *averages; /* borrowed */
    struct sampler sampler;
    struct incident_log incidents;
    struct backlog backlog;
    struct history_record record; /* as it is written next */
    /* What the database held, until a tick takes it over. */
    struct history_loaded *loaded;
    bool begun;                 /* we have looked once */
    bool taken_over;            /* ... and know what was before */
    bool record_due;            /* the database must know soon */
    double record_failures;     /* task failures that it was told of */
    uint64_t born_ms, retry_ms; /* retry_ms: after a failure, not before; 0: all is well */
    uint64_t now_ms;            /* of the last tick */
    int64_t wall_ms;
    struct loop_timer *stop_timer;
    void (*on_stopped)(void *ctx);
    void *stop_ctx;
};

/* ---- Where it is kept, said once. */

static void say_in_memory(struct history *h, const char *reason)
{
    if (history_view_place(h->view) == HISTORY_IN_MEMORY)
        return;
    log_event(LOG_WARN, "history.in_memory", LOG_WITH(log_text("error", reason)),
              "L'historique ne peut pas être écrit : il continue en mémoire et sera écrit dès que STATE_DIR "
              "le permet");
    history_view_set_place(h->view, HISTORY_IN_MEMORY, h->wall_ms);
}

static void say_on_disk(struct history *h)
{
    if (history_view_place(h->view) == HISTORY_IN_MEMORY)
        log_event(LOG_NOTICE, "history.on_disk", NULL, "L'historique est de nouveau écrit sur le disque");
    history_view_set_place(h->view, HISTORY_ON_DISK, h->wall_ms);
}

static void on_result(void *ctx, struct err e, const struct history_store_facts *facts)
{
    struct history *h = ctx;
    char text[128];
    if (facts->moved_aside)
        log_event(LOG_WARN, "history.moved_aside", NULL,
                  "history.db était illisible ou n'est pas à Vigie : mis de côté (history.db.corrupt-…), un "
                  "nouveau "
                  "commence");
    h->retry_ms = err_is(e) ? h->now_ms + RETRY_MS : 0;
    if (err_is(e)) {
        h->record_due = true;
        say_in_memory(h, err_describe(e, text, sizeof(text)));
        return;
    }
    say_on_disk(h);
    history_view_set_stored_bytes(h->view, facts->bytes);
}

static void on_loaded(void *ctx, const struct history_loaded *loaded)
{
    struct history *h = ctx;
    h->loaded = malloc(sizeof(*h->loaded));
    if (!h->loaded)
        abort();
    *h->loaded = *loaded;
}

/* ---- Taking over. */

static void replace_averages(struct history *h, const struct json_value *json)
{
    averages_init(h->averages);
    averages_read(h->averages, json);
}

static void add_averages(struct history *h, const struct json_value *json, int64_t shift_ms)
{
    struct averages earlier;
    averages_init(&earlier);
    averages_read(&earlier, json);
    averages_add_earlier(h->averages, &earlier, shift_ms, h->now_ms);
}

/* Measured on another boot: how far our monotonic clock is ahead of that one, as the UTC clock has it. */
static int64_t boot_shift_ms(const struct history *h, const struct history_record *record)
{
    int64_t away_ms = h->wall_ms > record->saved_wall_ms ? h->wall_ms - record->saved_wall_ms : 0;
    return (int64_t)h->now_ms - away_ms - (int64_t)record->saved_ms;
}

static void take_averages(struct history *h, const struct report *r, bool same_boot, bool handed_on)
{
    const struct history_record *record = &h->loaded->record;
    bool same_life = same_boot && record->sampler.life_ms == r->snapshot->supervisor.started_ms;
    struct json_value *json = NULL;
    if ((same_life && handed_on) || err_is(json_parse(record->averages, strlen(record->averages), &json)))
        return;
    if (same_life)
        replace_averages(h, json); /* with the marks of its counters: ours began at 0 and saw the same */
    else
        add_averages(h, json, same_boot ? 0 : boot_shift_ms(h, record));
    json_destroy(&json);
}

static void take_incident(struct history *h, const struct report *r)
{
    struct incident ended = h->loaded->open.incident;
    bool over = h->begun;
    if (over) { /* too late to go on with it */
        ended.ended_ms = h->loaded->open.observed_s * 1000;
        ended.end = INCIDENT_NOT_OBSERVED;
    } else {
        over = incident_log_go_on(&h->incidents, &h->loaded->open, r, &ended);
    }
    if (!over)
        return;
    backlog_put_incident(&h->backlog, &ended);
    history_view_put_incident(h->view, &ended);
}

/* The view becomes what the database holds, and what still waits for it. */
static void show_loaded(struct history *h)
{
    history_view_clear(h->view);
    history_view_add_all(h->view, h->loaded->view, h->wall_ms / 1000);
    history_view_destroy(&h->loaded->view);
    for (size_t i = 0; i < h->backlog.sample_count; i++)
        history_view_add(h->view, backlog_sample(&h->backlog, i));
    for (size_t i = 0; i < h->backlog.incident_count; i++)
        history_view_put_incident(h->view, &h->backlog.incidents[i]);
}

static void go_on(struct history *h, const struct report *r, bool handed_on)
{
    const struct history_loaded *loaded = h->loaded;
    bool same_boot = loaded->boot[0] && strcmp(loaded->boot, loaded->record.boot) == 0 &&
                     loaded->record.saved_ms <= h->now_ms;
    snprintf(h->record.boot, sizeof(h->record.boot), "%s", loaded->boot);
    if (loaded->has_record && same_boot && !h->begun)
        sampler_go_on(&h->sampler, &loaded->record.sampler, h->now_ms);
    if (loaded->has_record)
        take_averages(h, r, same_boot, handed_on);
    if (loaded->has_open)
        take_incident(h, r);
}

static void take_over(struct history *h, const struct report *r, bool handed_on)
{
    show_loaded(h);
    if (!h->taken_over)
        go_on(h, r, handed_on);
    h->taken_over = h->record_due = true;
    free(h->loaded);
    h->loaded = NULL;
}

/* ---- Every second. */

/* A second in which the two clocks do not agree is a jump. */
static void watch_clock(struct history *h, const struct report *r)
{
    int64_t moved_ms = (r->wall_ms - h->wall_ms) - ((int64_t)r->now_ms - (int64_t)h->now_ms);
    if (h->taken_over && (moved_ms > JUMP_MS || moved_ms < -JUMP_MS))
        history_disk_load_again(h->disk);
    h->now_ms = r->now_ms;
    h->wall_ms = r->wall_ms;
}

static void put_incident(struct history *h, const struct incident *incident)
{
    backlog_put_incident(&h->backlog, incident);
    history_view_put_incident(h->view, incident);
}

static void look(struct history *h, const struct report *r)
{
    struct history_sample sample;
    struct incident_step step = incident_log_look(&h->incidents, r);
    bool sampled = sampler_look(&h->sampler, r, &sample);
    if (step.transition)
        backlog_add_transition(&h->backlog, &step.now);
    if (step.incident || (sampled && h->incidents.is_open))
        put_incident(h, &step.changed);
    if (!sampled)
        return;
    history_view_add(h->view, &sample);
    if (backlog_add_sample(&h->backlog, &sample))
        history_view_lose_sample(h->view);
    h->record_due = true;
}

/* A failed task must be known for an hour, whoever is killed meanwhile. */
static bool failures_moved(struct history *h)
{
    double failures = window_sum(&h->averages->task_failures, h->now_ms);
    bool moved = failures > h->record_failures;
    h->record_failures = failures;
    return moved;
}

static void fill_record(struct history *h)
{
    struct buffer text;
    buffer_init(&text, sizeof(h->record.averages) - 1);
    struct json_writer w = json_writer(&text);
    averages_write(h->averages, &w, h->now_ms);
    snprintf(h->record.averages, sizeof(h->record.averages), "%s", text.failed ? "" : buffer_string(&text));
    buffer_free(&text);
    h->record.sampler = h->sampler.last;
    h->record.saved_ms = h->now_ms;
    h->record.saved_wall_ms = h->wall_ms;
}

static void save(struct history *h)
{
    bool record = h->record_due && h->taken_over; /* before, it would hide what we have not read */
    if (record)
        fill_record(h);
    h->record_due &= !record;
    history_disk_save(h->disk, record ? &h->record : NULL, h->wall_ms / 1000);
}

void history_tick(struct history *h, const struct report *r, bool handed_on)
{
    watch_clock(h, r);
    if (!h->born_ms)
        h->born_ms = r->now_ms;
    if (history_disk_running_ms(h->disk) > STALL_MS)
        say_in_memory(h, "le disque ne répond pas");
    if (!r->snapshot->supervisor.known)
        return;
    if (h->loaded)
        take_over(h, r, handed_on);
    else if (!h->begun && history_view_place(h->view) == HISTORY_OPENING &&
             r->now_ms - h->born_ms < LOAD_PATIENCE_MS)
        return;
    look(h, r);
    h->begun = true;
    h->record_due |= failures_moved(h);
    bool waits = h->record_due || !backlog_is_empty(&h->backlog);
    if (waits && !history_disk_busy(h->disk) && r->now_ms >= h->retry_ms)
        save(h);
}

/* ---- Life. */

struct history *history_create(struct loop *loop, const char *state_dir, struct averages *averages,
                               int64_t wall_ms)
{
    static const struct history_disk_handlers HANDLERS = {on_loaded, on_result};
    struct history *h = allocate(1, sizeof(*h));
    h->loop = loop;
    h->view = history_view_create();
    h->averages = averages;
    h->wall_ms = wall_ms;
    h->disk = history_disk_create(loop, state_dir, &h->backlog, &HANDLERS, h);
    history_disk_save(h->disk, NULL, wall_ms / 1000);
    return h;
}

const struct history_view *history_view_of(const struct history *h)
{
    return h->view;
}

int64_t history_failing_since_ms(const struct history *h)
{
    uint64_t running_ms = history_disk_running_ms(h->disk);
    if (running_ms > STALL_MS)
        return h->wall_ms - (int64_t)running_ms;
    if (history_view_place(h->view) == HISTORY_OPENING)
        return -1;
    return history_view_place(h->view) == HISTORY_IN_MEMORY ? history_view_place_since_ms(h->view) : 0;
}

static void stopped(void *ctx)
{
    struct history *h = ctx;
    if (!h->on_stopped)
        return;
    void (*on_stopped)(void *ctx) = h->on_stopped;
    h->on_stopped = NULL;
    loop_timer_destroy(&h->stop_timer);
    on_stopped(h->stop_ctx);
}

/* The job that ran is done: now the last one. */
static void last_save(void *ctx)
{
    struct history *h = ctx;
    if (!h->on_stopped)
        return;
    h->record_due = true;
    history_disk_close_after_next(h->disk);
    save(h);
    history_disk_when_idle(h->disk, stopped, h);
}

void history_stop(struct history *h, const struct report *r, void (*on_stopped)(void *ctx), void *ctx)
{
    h->on_stopped = on_stopped;
    h->stop_ctx = ctx;
    watch_clock(h, r);
    if (h->begun)
        look(h, r);
    h->stop_timer = loop_timer_create(h->loop, stopped, h);
    loop_timer_start(h->stop_timer, STOP_MS);
    history_disk_when_idle(h->disk, last_save, h);
}

void history_destroy(struct history **take_history)
{
    struct history *h = *take_history;
    if (!h)
        return;
    *take_history = NULL;
    history_disk_destroy(&h->disk);
    loop_timer_destroy(&h->stop_timer);
    if (h->loaded)
        history_view_destroy(&h->loaded->view);
    free(h->loaded);
    history_view_destroy(&h->view);
    free(h);
}
