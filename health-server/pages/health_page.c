/* /health, /ready, /version, /ping: what programs read. */
#include "build_info.h"
#include "checks.h"
#include "clock.h"
#include "json_writer.h"
#include "pages.h"
#include "repair.h"

#define MIB (1024.0 * 1024.0)

void page_ping(struct buffer *out, const struct report *r)
{
    (void)r;
    buffer_text(out, "pong");
}

static void member_moment(struct json_writer *w, const char *name, int64_t wall_ms)
{
    char text[CLOCK_TEXT_SIZE];
    jw_member_string(w, name, wall_ms > 0 ? clock_iso_seconds(wall_ms, text, sizeof(text)) : NULL);
}

/* Not negative; at most `decimals` (3), and none that say nothing: 0.12, 245, as every JSON library would
 * write the number again. Monitors compare bodies that they have parsed and written anew. */
static void member_decimal(struct json_writer *w, const char *name, double value, unsigned decimals)
{
    static const unsigned SCALES[] = {1, 10, 100, 1000};
    uint64_t scaled = value > 0 ? (uint64_t)(value * SCALES[decimals] + 0.5) : 0;
    char text[32];
    size_t at = sizeof(text);
    for (unsigned i = 0; i < decimals; i++, scaled /= 10) {
        if (scaled % 10 != 0 || at < sizeof(text))
            text[--at] = (char)('0' + scaled % 10);
    }
    if (at < sizeof(text))
        text[--at] = '.';
    do
        text[--at] = (char)('0' + scaled % 10);
    while (scaled /= 10);
    jw_key(w, name);
    jw_raw(w, text + at, sizeof(text) - at);
}

static void member_count(struct json_writer *w, const char *name, uint64_t count)
{
    jw_key(w, name);
    jw_uint(w, count);
}

static void member_metric(struct json_writer *w, const char *name, const struct report *r, enum metric metric)
{
    double value = snapshot_value(r->snapshot, metric);
    member_count(w, name, value > 0 ? (uint64_t)value : 0);
}

/* The members that CONTRACT section 3 fixes, in its order. */
static void write_fixed_members(struct json_writer *w, const struct report *r)
{
    char human[CLOCK_TEXT_SIZE];
    jw_member_string(w, "status", health_status_word(r->status));
    member_count(w, "uptime_seconds", r->uptime_s);
    jw_member_string(w, "uptime_human", clock_duration(r->uptime_s, human, sizeof(human)));
    member_count(w, "request_count", r->requests);
    member_moment(w, "last_heartbeat", r->timeline->last_heartbeat_s * 1000);
    member_decimal(w, "avg_latency_5min", r->latency_mean_s, 3);
    member_decimal(w, "avg_memory_mb_5min", r->memory_mean_bytes / MIB, 1);
    member_count(w, "total_errors", r->errors);
    member_count(w, "task_failures_1h", r->task_failures);
}

static void write_reason(struct json_writer *w, const struct report *r)
{
    jw_member_bool(w, "ok", r->status != HEALTH_DOWN);
    jw_member_string(w, "reason", r->rule->reason[0] ? r->rule->reason : NULL);
    jw_member_string(w, "message", r->rule->sentence);
    if (report_detail(r)[0]) /* the repair, as the log says it */
        jw_member_string(w, "detail", report_detail(r));
    if (r->rule->condition == CONDITION_IP_BANNED)
        member_moment(w, "retry_at", r->timeline->banned_until_s * 1000);
    member_moment(w, "since", r->status_since_ms);
}

static void write_worker(struct json_writer *w, const struct report *r, enum worker id)
{
    const struct worker_view *worker = &r->snapshot->supervisor.workers[id];
    bool up = worker->state == WORKER_UP && worker->up_since_ms && r->now_ms > worker->up_since_ms;
    jw_object(w);
    jw_member_string(w, "status", check_word(check_worker(worker)));
    member_count(w, "uptime_seconds", up ? (r->now_ms - worker->up_since_ms) / 1000 : 0);
    member_count(w, "restarts", worker->restarts);
    member_decimal(w, "memory_mb", (double)snapshot_worker_memory_bytes(r->snapshot, id) / MIB, 1);
    jw_member_string(w, "last_exit", worker->last_exit[0] ? worker->last_exit : NULL);
    jw_object_end(w);
}

static void write_workers(struct json_writer *w, const struct report *r)
{
    jw_key(w, "workers");
    jw_object(w);
    for (int i = 0; i < WORKERS; i++) {
        if (!r->snapshot->supervisor.workers[i].listed)
            continue;
        jw_key(w, worker_name((enum worker)i));
        write_worker(w, r, (enum worker)i);
    }
    jw_object_end(w);
}

static void write_gateway(struct json_writer *w, const struct report *r)
{
    jw_key(w, "gateway");
    jw_object(w);
    jw_member_string(w, "status", check_word(check_gateway(r)));
    jw_member_bool(w, "connected", r->connected);
    member_count(w, "lost_seconds", r->lost_ms / 1000);
    member_decimal(w, "latency_seconds", snapshot_value(r->snapshot, METRIC_GATEWAY_LATENCY), 3);
    member_moment(w, "last_event", (int64_t)snapshot_value(r->snapshot, METRIC_GATEWAY_LAST_EVENT) * 1000);
    member_metric(w, "readies", r, METRIC_GATEWAY_READIES);
    member_metric(w, "resumes", r, METRIC_GATEWAY_RESUMES);
    member_metric(w, "disconnects", r, METRIC_GATEWAY_DISCONNECTS);
    member_metric(w, "close_code", r, METRIC_GATEWAY_CLOSE_CODE);
    member_metric(w, "identifies", r, METRIC_GATEWAY_IDENTIFIES);
    member_metric(w, "identifies_left", r, METRIC_GATEWAY_IDENTIFIES_LEFT);
    jw_object_end(w);
}

static void write_sheets(struct json_writer *w, const struct report *r)
{
    jw_key(w, "sheets");
    jw_object(w);
    jw_member_string(w, "status", check_word(check_sheets(r)));
    member_metric(w, "queue", r, METRIC_SHEETS_QUEUE);
    member_moment(w, "queue_since", (int64_t)snapshot_value(r->snapshot, METRIC_SHEETS_QUEUE_SINCE) * 1000);
    member_metric(w, "written", r, METRIC_SHEETS_WRITTEN);
    member_metric(w, "failures", r, METRIC_SHEETS_FAILURES);
    member_metric(w, "dead_letters", r, METRIC_SHEETS_DEAD);
    jw_object_end(w);
}

static void write_memory(struct json_writer *w, const struct report *r)
{
    jw_key(w, "memory");
    jw_object(w);
    jw_member_string(w, "status", check_word(check_memory(r)));
    member_decimal(w, "used_mb", (double)r->memory_bytes / MIB, 1);
    member_decimal(w, "warn_mb", (double)r->limits.warn_bytes / MIB, 1);
    member_decimal(w, "critical_mb", (double)r->limits.critical_bytes / MIB, 1);
    jw_object_end(w);
}

void page_health(struct buffer *out, const struct report *r)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    write_fixed_members(&w, r);
    write_reason(&w, r);
    jw_member_string(&w, "version", BUILD_VERSION);
    jw_member_string(&w, "instance_id", r->instance_id);
    jw_member_bool(&w, "demo", r->snapshot->supervisor.demo);
    jw_member_bool(&w, "stopping", r->snapshot->supervisor.stopping);
    write_workers(&w, r);
    write_gateway(&w, r);
    write_sheets(&w, r);
    write_memory(&w, r);
    jw_object_end(&w);
}

void page_ready(struct buffer *out, const struct report *r)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_bool(&w, "ready", r->connected);
    jw_member_string(&w, "gateway", check_word(check_gateway(r)));
    jw_member_string(&w, "reason", r->connected || !r->rule->reason[0] ? NULL : r->rule->reason);
    jw_object_end(&w);
}

void page_version(struct buffer *out, const struct report *r)
{
    (void)r;
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_string(&w, "version", BUILD_VERSION);
    jw_member_string(&w, "commit", BUILD_COMMIT);
    jw_member_string(&w, "build", BUILD_COMPILER);
    jw_object_end(&w);
}
