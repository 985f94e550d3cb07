/* The observer's form in the KEEP body: what the supervisor does not hand to the next health-server by itself
 * (it does hand over everybody's METRICS and the last events), so that its first answer is what its
 * predecessor's would be. */
#include "observer.h"

#include "json_value.h"

#include <string.h>

#define KEPT_VERSION 1

static void write_own_metrics(const struct observer *o, struct json_writer *w)
{
    struct buffer lines;
    buffer_init(&lines, OBSERVER_KEPT_MOST);
    metrics_write(&o->snapshot.programs[WORKER_HEALTH].values, &lines);
    jw_member_string(w, "metrics", buffer_string(&lines));
    buffer_free(&lines);
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
    jw_key(&w, "conditions");
    conditions_write(&o->conditions, &w);
    jw_member_int(&w, "memory", (int64_t)o->memory.level);
    write_own_metrics(o, &w);
    if (o->snapshot_body.length) {
        jw_key(&w, "snapshot"); /* as a string: it is handed to snapshot_read again as it came */
        jw_string_n(&w, o->snapshot_body.data, o->snapshot_body.length);
    }
    jw_object_end(&w);
}

static void read_own_metrics(struct observer *o, const char *lines)
{
    metrics_read(observer_own_metrics(o), lines, strlen(lines), true);
    /* Gauges start anew, but a disk that fails has failed for as long as it has. */
    metrics_set(observer_own_metrics(o), METRIC_STATE_FAILING_HEALTH,
                metrics_kept_value(lines, strlen(lines), METRIC_STATE_FAILING_HEALTH));
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
        int64_t level = json_int(json_get(json, "memory"), MEMORY_FINE);
        o->restored = true;
        read_own_metrics(o, json_text(json_get(json, "metrics"), ""));
        averages_read(&o->averages, json_get(json, "averages"));
        timeline_read(&o->timeline, json_get(json, "timeline"));
        conditions_read(&o->conditions, json_get(json, "conditions"));
        o->memory.level =
            level > MEMORY_FINE && level <= MEMORY_CRITICAL ? (enum memory_level)level : MEMORY_FINE;
        read_snapshot(o, json_text(json_get(json, "snapshot"), ""), now_ms, wall_ms);
    }
    json_destroy(&json);
}
