/* Putting together what arrives, and looking at it. */
#include "observer.h"

#include <inttypes.h>
#include <stdio.h>

#define SNAPSHOT_MOST 6000

void observer_init(struct observer *o, const struct observer_options *options, uint64_t now_ms,
                   int64_t wall_ms)
{
    *o = (struct observer){.options = *options, .born_ms = now_ms};
    snapshot_init(&o->snapshot);
    averages_init(&o->averages);
    buffer_init(&o->snapshot_body, SNAPSHOT_MOST);
    o->snapshot.programs[WORKER_HEALTH].received_ms = now_ms; /* ours are always at hand */
    observer_tick(o, now_ms, wall_ms);
}

void observer_fini(struct observer *o)
{
    buffer_free(&o->snapshot_body);
}

struct metrics *observer_own_metrics(struct observer *o)
{
    return &o->snapshot.programs[WORKER_HEALTH].values;
}

static struct memory_limits limits(const struct observer *o)
{
    return memory_limits_within(o->options.memory, o->snapshot.supervisor.memory_limit_bytes);
}

static void look(struct observer *o, uint64_t now_ms, int64_t wall_ms)
{
    timeline_look(&o->timeline, &o->snapshot, now_ms, wall_ms);
    const struct condition_inputs inputs = {
        .snapshot = &o->snapshot,
        .timeline = &o->timeline,
        .memory = o->memory.level,
        .latency_warn_s = o->options.latency_warn_s,
        .born_ms = o->born_ms,
    };
    conditions_measure(&o->conditions, &inputs, now_ms, wall_ms);
    o->rule = verdict(&o->conditions);
    timeline_status(&o->timeline, (int)o->rule->status, wall_ms);
}

static void name_instance(struct observer *o)
{
    if (o->options.instance_id)
        snprintf(o->instance_id, sizeof(o->instance_id), "%s", o->options.instance_id);
    else
        snprintf(o->instance_id, sizeof(o->instance_id), "local-%" PRIx64,
                 (uint64_t)o->snapshot.supervisor.started_wall_ms);
}

struct err observer_snapshot(struct observer *o, const char *body, size_t length, uint64_t now_ms,
                             int64_t wall_ms)
{
    struct err e = snapshot_read(&o->snapshot, body, length);
    if (err_is(e))
        return e;
    buffer_clear(&o->snapshot_body);
    buffer_append(&o->snapshot_body, body,
                  length); /* over its cap: a successor waits a second for its first */
    name_instance(o);
    look(o, now_ms, wall_ms);
    return ERR_OK;
}

static bool look_at_memory(struct observer *o, uint64_t now_ms)
{
    uint64_t memory = snapshot_memory_bytes(&o->snapshot);
    if (!snapshot_memory_is_known(&o->snapshot) || !memory)
        return false;
    struct memory_limits now = limits(o);
    averages_memory(&o->averages, now_ms, memory);
    return memory_watch_sample(&o->memory, &now, memory);
}

static void look_at_counters(struct observer *o, uint64_t now_ms)
{
    const struct metric_value *rtt = &o->snapshot.programs[WORKER_GATEWAY].values.values[METRIC_GATEWAY_RTT];
    averages_counters(&o->averages, now_ms, rtt->value, rtt->count,
                      snapshot_value(&o->snapshot, METRIC_TASK_FAILURES));
}

void observer_metrics(struct observer *o, enum worker from, const char *body, size_t length, uint64_t now_ms,
                      int64_t wall_ms)
{
    snapshot_metrics(&o->snapshot, from, body, length, now_ms);
    look_at_counters(o, now_ms);
    if (snapshot_is_young(&o->snapshot) && window_is_empty(&o->averages.memory_bytes, now_ms))
        o->memory_rose |= look_at_memory(o, now_ms); /* the first: nobody waits for a tick to know it */
    look(o, now_ms, wall_ms);
}

void observer_event(struct observer *o, const char *line, size_t length)
{
    struct health_event event;
    if (event_read(line, length, &event))
        health_events_add(&o->events, &event);
}

bool observer_tick(struct observer *o, uint64_t now_ms, int64_t wall_ms)
{
    look_at_counters(o, now_ms);
    bool rose = look_at_memory(o, now_ms) || o->memory_rose;
    o->memory_rose = false;
    look(o, now_ms, wall_ms);
    return rose;
}

static uint64_t lost_ms(const struct conditions *c)
{
    int64_t lost = c->held_ms[CONDITION_GATEWAY_LOST];
    if (lost == CONDITION_ABSENT)
        lost = c->held_ms[CONDITION_NEVER_READY];
    return lost > 0 ? (uint64_t)lost : 0;
}

void observer_report(const struct observer *o, uint64_t requests, uint64_t now_ms, int64_t wall_ms,
                     struct report *ret_report)
{
    const struct supervisor_view *supervisor = &o->snapshot.supervisor;
    uint64_t up_ms =
        supervisor->known && now_ms > supervisor->started_ms ? now_ms - supervisor->started_ms : 0;
    *ret_report = (struct report){
        .now_ms = now_ms,
        .wall_ms = wall_ms,
        .status = o->rule->status,
        .rule = o->rule,
        .status_since_ms = o->timeline.status_since_ms,
        .connected = snapshot_connected(&o->snapshot, now_ms),
        .lost_ms = lost_ms(&o->conditions),
        .uptime_s = up_ms / 1000,
        .requests = requests,
        .latency_known = !window_is_empty(&o->averages.latency_s, now_ms),
        .latency_mean_s = window_mean(&o->averages.latency_s, now_ms),
        .memory_mean_known = !window_is_empty(&o->averages.memory_bytes, now_ms),
        .memory_mean_bytes = window_mean(&o->averages.memory_bytes, now_ms),
        .memory_known = snapshot_memory_is_known(&o->snapshot),
        .memory_bytes = snapshot_memory_bytes(&o->snapshot),
        .errors = snapshot_count(&o->snapshot, METRIC_ERRORS),
        .task_failures = (uint64_t)window_sum(&o->averages.task_failures, now_ms),
        .connection_events = snapshot_count(&o->snapshot, METRIC_GATEWAY_CONNECTS) +
                             snapshot_count(&o->snapshot, METRIC_GATEWAY_READIES) +
                             snapshot_count(&o->snapshot, METRIC_GATEWAY_RESUMES) +
                             snapshot_count(&o->snapshot, METRIC_GATEWAY_DISCONNECTS),
        .connections = snapshot_count(&o->snapshot, METRIC_HTTP_CONNECTIONS),
        .memory_level = o->memory.level,
        .limits = limits(o),
        .instance_id = o->instance_id,
        .snapshot = &o->snapshot,
        .timeline = &o->timeline,
        .averages = &o->averages,
        .events = &o->events,
    };
}
