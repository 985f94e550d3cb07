/* The observer's form in the KEEP body: what the next health-server must know to answer its first request as
 * its predecessor would have. Events come last and only as far as the room goes. */
#include "observer.h"

#include "json_value.h"

#include <string.h>

#define KEPT_VERSION 1

/* Left for the closing brackets when events fill the rest. */
#define ROOM_FOR_END 16

static void write_programs(const struct observer *o, struct json_writer *w)
{
    struct buffer lines;
    buffer_init(&lines, KEPT_MOST);
    jw_key(w, "programs");
    jw_object(w);
    for (int i = 0; i <= WORKERS; i++) {
        const struct program_metrics *program = &o->snapshot.programs[i];
        if (!program->received_ms)
            continue;
        buffer_clear(&lines);
        metrics_write(&program->values, &lines);
        jw_key(w, worker_name((enum worker)i));
        jw_object(w);
        jw_member_int(w, "received", (int64_t)program->received_ms);
        jw_member_string(w, "lines", buffer_string(&lines));
        jw_object_end(w);
    }
    jw_object_end(w);
    buffer_free(&lines);
}

static void write_event(const struct health_event *event, struct json_writer *w)
{
    jw_array(w);
    jw_string(w, event->time);
    jw_int(w, event->level);
    jw_string(w, event->program);
    jw_string(w, event->message);
    jw_array_end(w);
}

/* Newest first. */
static void write_events(const struct event_ring *events, struct json_writer *w)
{
    jw_key(w, "events");
    jw_array(w);
    const struct health_event *event;
    for (size_t back = 0; (event = event_ring_at(events, back)); back++) {
        /* An escaped byte takes at most six. */
        if (w->out->length + 6 * strlen(event->message) + 64 + ROOM_FOR_END > KEPT_MOST)
            break;
        write_event(event, w);
    }
    jw_array_end(w);
}

void observer_keep(const struct observer *o, struct buffer *out, uint64_t now_ms)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_int(&w, "kept", KEPT_VERSION);
    jw_key(&w, "averages");
    averages_write(&o->averages, &w, now_ms);
    jw_key(&w, "timeline");
    timeline_write(&o->timeline, &w);
    jw_member_int(&w, "memory", (int64_t)o->memory.level);
    if (o->snapshot_body.length) {
        jw_key(&w, "snapshot"); /* as a string: it is handed to snapshot_read again as it came */
        jw_string_n(&w, o->snapshot_body.data, o->snapshot_body.length);
    }
    write_programs(o, &w);
    write_events(&o->events, &w);
    jw_object_end(&w);
}

static void read_program(struct observer *o, enum worker program, const struct json_value *json)
{
    const char *lines = json_text(json_get(json, "lines"), "");
    int64_t received_ms = json_int(json_get(json, "received"), 0);
    if (received_ms <= 0)
        return;
    struct program_metrics *metrics = &o->snapshot.programs[program];
    if (program == WORKER_HEALTH) { /* ours: gauges start anew */
        metrics_read(&metrics->values, lines, strlen(lines), true);
        return;
    }
    metrics_read(&metrics->values, lines, strlen(lines), false);
    metrics->received_ms = (uint64_t)received_ms;
}

static void read_events(struct event_ring *ring, const struct json_value *json)
{
    for (size_t i = json_length(json); i-- > 0;) {
        const struct json_value *row = json_at(json, i);
        struct health_event event = {0};
        int64_t level = json_int(json_at(row, 1), -1);
        if (level < 0 || level >= LOG_LEVELS)
            continue;
        event.level = (enum log_level)level;
        strncpy(event.time, json_text(json_at(row, 0), ""), sizeof(event.time) - 1);
        strncpy(event.program, json_text(json_at(row, 2), ""), sizeof(event.program) - 1);
        strncpy(event.message, json_text(json_at(row, 3), ""), sizeof(event.message) - 1);
        event_ring_add(ring, &event);
    }
}

static void read_snapshot(struct observer *o, const char *body, uint64_t now_ms, int64_t wall_ms)
{
    if (*body)
        (void)observer_snapshot(o, body, strlen(body), now_ms, wall_ms);
}

void observer_restore(struct observer *o, const char *body, size_t length, uint64_t now_ms, int64_t wall_ms)
{
    struct json_value *json = NULL;
    if (err_is(json_parse(body, length, &json)))
        return;
    if (json_int(json_get(json, "kept"), 0) == KEPT_VERSION) {
        const struct json_value *programs = json_get(json, "programs");
        int64_t level = json_int(json_get(json, "memory"), MEMORY_FINE);
        for (int i = 0; i <= WORKERS; i++)
            read_program(o, (enum worker)i, json_get(programs, worker_name((enum worker)i)));
        averages_read(&o->averages, json_get(json, "averages"));
        timeline_read(&o->timeline, json_get(json, "timeline"));
        o->memory.level =
            level > MEMORY_FINE && level <= MEMORY_CRITICAL ? (enum memory_level)level : MEMORY_FINE;
        read_events(&o->events, json_get(json, "events"));
        read_snapshot(o, json_text(json_get(json, "snapshot"), ""), now_ms, wall_ms);
    }
    json_destroy(&json);
}
