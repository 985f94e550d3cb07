/* Reading SNAPSHOT and METRICS bodies. */
#include "snapshot.h"

#include "array_len.h"
#include "json_value.h"

#include <stdio.h>
#include <string.h>

/* A worker reports every second; numbers older than this describe a worker that no longer answers. */
#define METRICS_FRESH_MS 15000
/* ... and every program has measured its memory this long after the start of the supervisor. */
#define MEASURE_WITHIN_MS 15000

static const struct {
    const char *word;
    enum worker_state state;
} STATES[] = {
    {"starting", WORKER_STARTING}, {"up", WORKER_UP},           {"hung", WORKER_HUNG},
    {"waiting", WORKER_WAITING},   {"stopped", WORKER_STOPPED},
};

static enum worker_state state_named(const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(STATES); i++)
        if (strcmp(STATES[i].word, word) == 0)
            return STATES[i].state;
    return WORKER_UNKNOWN;
}

static void copy_text(char *to, size_t size, const struct json_value *from)
{
    snprintf(to, size, "%s", json_text(from, ""));
}

static uint64_t read_unsigned(const struct json_value *object, const char *name)
{
    int64_t value = json_int(json_get(object, name), 0);
    return value > 0 ? (uint64_t)value : 0;
}

static void read_worker(struct supervisor_view *view, const struct json_value *json)
{
    enum worker worker;
    if (!worker_named(json_text(json_get(json, "name"), ""), &worker) || worker >= WORKERS)
        return;
    struct worker_view *w = &view->workers[worker];
    w->listed = true;
    w->state = state_named(json_text(json_get(json, "state"), ""));
    w->crash_loop = json_bool(json_get(json, "crash_loop"), false);
    w->pid = json_int(json_get(json, "pid"), 0);
    w->restarts = read_unsigned(json, "restarts");
    w->up_since_ms = read_unsigned(json, "up_since_monotonic_ms");
    w->last_heartbeat_ms = read_unsigned(json, "last_heartbeat_monotonic_ms");
    w->next_start_in_ms = read_unsigned(json, "next_start_in_ms");
    w->memory_bytes = read_unsigned(json, "memory_bytes");
    copy_text(w->last_exit, sizeof(w->last_exit), json_get(json, "last_exit"));
}

void snapshot_init(struct snapshot *s)
{
    memset(s, 0, sizeof(*s));
    for (size_t i = 0; i <= WORKERS; i++)
        metrics_init(&s->programs[i].values, (enum worker)i);
}

struct err snapshot_read(struct snapshot *s, const char *body, size_t length)
{
    struct json_value *json = NULL;
    struct err e = json_parse(body, length, &json);
    if (err_is(e))
        return e;
    if (!json_is_object(json)) {
        json_destroy(&json);
        return err_make(ERR_SYNTAX, "snapshot.read", 0);
    }
    struct supervisor_view view = {.known = true};
    view.demo = json_bool(json_get(json, "demo"), false);
    view.stopping = json_bool(json_get(json, "stopping"), false);
    view.started_ms = read_unsigned(json, "started_monotonic_ms");
    view.taken_ms = read_unsigned(json, "now_monotonic_ms");
    view.started_wall_ms = json_int(json_get(json, "started_wall_ms"), 0);
    view.memory_limit_bytes = read_unsigned(json, "memory_limit_bytes");
    copy_text(view.config_error, sizeof(view.config_error), json_get(json, "config_error"));
    const struct json_value *workers = json_get(json, "workers");
    for (size_t i = 0; i < json_length(workers); i++)
        read_worker(&view, json_at(workers, i));
    s->supervisor = view;
    json_destroy(&json);
    return ERR_OK;
}

void snapshot_metrics(struct snapshot *s, enum worker from, const char *body, size_t length, uint64_t now_ms)
{
    if (from > WORKER_SUPERVISOR)
        return;
    metrics_read(&s->programs[from].values, body, length, false);
    s->programs[from].received_ms = now_ms;
}

bool snapshot_heard(const struct snapshot *s, enum worker program)
{
    return s->programs[program].received_ms != 0;
}

double snapshot_value(const struct snapshot *s, enum metric metric)
{
    double sum = 0;
    for (size_t i = 0; i <= WORKERS; i++)
        if (metric_owned_by(metric, (enum worker)i))
            sum += metrics_get(&s->programs[i].values, metric);
    return sum;
}

uint64_t snapshot_count(const struct snapshot *s, enum metric metric)
{
    double value = snapshot_value(s, metric);
    return value > 0 ? (uint64_t)value : 0;
}

static uint64_t measured_memory_bytes(const struct snapshot *s, enum worker program)
{
    double pss = metrics_get(&s->programs[program].values, METRIC_MEMORY_PSS);
    return pss > 0 ? (uint64_t)pss : 0;
}

bool snapshot_is_young(const struct snapshot *s)
{
    return s->supervisor.taken_ms < s->supervisor.started_ms + MEASURE_WITHIN_MS;
}

/* What the supervisor sees counts each page of a library in each program: it stands in only for programs that
 * do not measure themselves, or had the time to. */
static bool is_yet_to_measure(const struct snapshot *s, enum worker program)
{
    return snapshot_is_young(s) && metric_owned_by(METRIC_MEMORY_PSS, program) &&
           !measured_memory_bytes(s, program);
}

static bool has_memory(const struct worker_view *w)
{
    return w->state != WORKER_UNKNOWN && w->state != WORKER_WAITING && w->state != WORKER_STOPPED;
}

uint64_t snapshot_worker_memory_bytes(const struct snapshot *s, enum worker worker)
{
    const struct worker_view *w = &s->supervisor.workers[worker];
    if (!has_memory(w) || is_yet_to_measure(s, worker))
        return 0;
    uint64_t measured = measured_memory_bytes(s, worker);
    return measured ? measured : w->memory_bytes;
}

bool snapshot_memory_is_known(const struct snapshot *s)
{
    if (!s->supervisor.known || is_yet_to_measure(s, WORKER_SUPERVISOR))
        return false;
    for (int i = 0; i < WORKERS; i++)
        if (has_memory(&s->supervisor.workers[i]) && is_yet_to_measure(s, (enum worker)i))
            return false;
    return true;
}

uint64_t snapshot_memory_bytes(const struct snapshot *s)
{
    uint64_t sum = measured_memory_bytes(s, WORKER_SUPERVISOR);
    for (int i = 0; i < WORKERS; i++)
        sum += snapshot_worker_memory_bytes(s, (enum worker)i);
    return sum;
}

bool snapshot_connected(const struct snapshot *s, uint64_t now_ms)
{
    const struct program_metrics *gateway = &s->programs[WORKER_GATEWAY];
    if (s->supervisor.workers[WORKER_GATEWAY].state != WORKER_UP || !snapshot_heard(s, WORKER_GATEWAY))
        return false;
    if (now_ms > gateway->received_ms + METRICS_FRESH_MS)
        return false;
    return metrics_get(&gateway->values, METRIC_GATEWAY_CONNECTED) > 0;
}
