/* Moments of the past. */
#include "timeline.h"

#include "json_value.h"

static void look_at_heartbeat(struct timeline *t, const struct snapshot *s)
{
    int64_t ack_s = (int64_t)snapshot_value(s, METRIC_GATEWAY_LAST_ACK);
    if (ack_s > t->last_heartbeat_s) /* a new gateway-worker begins at 0 again */
        t->last_heartbeat_s = ack_s;
}

static void look_at_ban(struct timeline *t, const struct snapshot *s, uint64_t now_ms, int64_t wall_ms)
{
    int64_t until_s = (int64_t)snapshot_value(s, METRIC_IP_BLOCK_UNTIL);
    bool banned = until_s * 1000 > wall_ms;
    t->banned_until_s = banned ? until_s : 0;
    if (!banned)
        t->banned_since_ms = 0;
    else if (!t->banned_since_ms)
        t->banned_since_ms = now_ms;
}

void timeline_look(struct timeline *t, const struct snapshot *s, uint64_t now_ms, int64_t wall_ms)
{
    if (snapshot_connected(s, now_ms))
        t->last_connected_ms = now_ms;
    if (s->supervisor.workers[WORKER_SHEETS].state == WORKER_UP && snapshot_value(s, METRIC_SHEETS_STATE) > 0)
        t->last_sheets_known_ms = now_ms;
    look_at_heartbeat(t, s);
    look_at_ban(t, s, now_ms, wall_ms);
}

void timeline_status(struct timeline *t, int status, int64_t wall_ms)
{
    if (t->status_since_ms && t->status == status)
        return;
    t->status = status;
    t->status_since_ms = wall_ms;
}

void timeline_write(const struct timeline *t, struct json_writer *w)
{
    jw_object(w);
    jw_member_int(w, "connected", (int64_t)t->last_connected_ms);
    jw_member_int(w, "banned", (int64_t)t->banned_since_ms);
    jw_member_int(w, "sheets", (int64_t)t->last_sheets_known_ms);
    jw_member_int(w, "heartbeat", t->last_heartbeat_s);
    jw_member_int(w, "until", t->banned_until_s);
    jw_member_int(w, "status", t->status);
    jw_member_int(w, "since", t->status_since_ms);
    jw_object_end(w);
}

static uint64_t read_moment(const struct json_value *json, const char *name)
{
    int64_t value = json_int(json_get(json, name), 0);
    return value > 0 ? (uint64_t)value : 0;
}

void timeline_read(struct timeline *t, const struct json_value *json)
{
    t->last_connected_ms = read_moment(json, "connected");
    t->banned_since_ms = read_moment(json, "banned");
    t->last_sheets_known_ms = read_moment(json, "sheets");
    t->last_heartbeat_s = (int64_t)read_moment(json, "heartbeat");
    t->banned_until_s = (int64_t)read_moment(json, "until");
    t->status = (int)read_moment(json, "status");
    t->status_since_ms = (int64_t)read_moment(json, "since");
}
