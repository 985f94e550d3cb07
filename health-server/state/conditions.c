/* Measuring the conditions of health_rules.def. */
#include "conditions.h"

#include "array_len.h"
#include "json_value.h"

/* METRIC_GATEWAY_STATE, METRIC_VALIDATION_ROLE and METRIC_SHEETS_STATE, as metrics.def words them. */
enum { GATEWAY_STOPPED_FOR_GOOD = 3 };
enum { ROLE_NOT_KNOWN = 0, ROLE_IS_MISSING = 2 };
enum {
    SHEETS_FAILS = 2,
    SHEETS_IS_OFF = 3,
    SHEETS_IS_REFUSED = 4,
    SHEETS_TAB_MISSING = 5,
    SHEETS_TAB_GONE = 6
};

/* discord.com/developers/docs/topics/opcodes-and-status-codes */
enum { CLOSE_AUTHENTICATION_FAILED = 4004, CLOSE_INVALID_INTENTS = 4013, CLOSE_DISALLOWED_INTENTS = 4014 };

static int64_t since(uint64_t then_ms, uint64_t now_ms)
{
    return now_ms > then_ms ? (int64_t)(now_ms - then_ms) : 0;
}

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

/* What no program dates: since it was first seen. */
static void note(struct conditions *c, enum condition condition, bool is_so, uint64_t now_ms)
{
    if (!is_so)
        c->since_ms[condition] = 0;
    else if (!c->since_ms[condition])
        c->since_ms[condition] = now_ms;
}

static void measure_supervisor(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms)
{
    const struct supervisor_view *supervisor = &in->snapshot->supervisor;
    if (!supervisor->known)
        c->held_ms[CONDITION_NO_DATA] = since(in->born_ms, now_ms);
    c->held_ms[CONDITION_SUPERVISOR_SILENT] = since(later(supervisor->taken_ms, in->born_ms), now_ms);
    if (supervisor->config_error[0])
        c->held_ms[CONDITION_CONFIG_BROKEN] = 0;
}

static void measure_workers(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms)
{
    bool loops = false, hangs = false;
    for (int i = 0; i < WORKERS; i++) {
        const struct worker_view *worker = &in->snapshot->supervisor.workers[i];
        loops = loops || worker->crash_loop;
        hangs = hangs || (worker->listed && worker->state == WORKER_HUNG);
    }
    note(c, CONDITION_CRASH_LOOP, loops, now_ms);
    note(c, CONDITION_HUNG, hangs, now_ms);
}

static enum condition refusal(int close_code)
{
    switch (close_code) {
    case CLOSE_AUTHENTICATION_FAILED:
        return CONDITION_TOKEN_REFUSED;
    case CLOSE_INVALID_INTENTS:
    case CLOSE_DISALLOWED_INTENTS:
        return CONDITION_INTENTS_REFUSED;
    default:
        return CONDITION_GATEWAY_REFUSED;
    }
}

static bool was_ever_ready(const struct condition_inputs *in)
{
    return in->timeline->last_connected_ms != 0 || snapshot_value(in->snapshot, METRIC_GATEWAY_READIES) > 0 ||
           snapshot_value(in->snapshot, METRIC_GATEWAY_RESUMES) > 0;
}

static void measure_gateway(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms)
{
    const struct snapshot *s = in->snapshot;
    if ((int)snapshot_value(s, METRIC_GATEWAY_STATE) == GATEWAY_STOPPED_FOR_GOOD)
        c->held_ms[refusal((int)snapshot_value(s, METRIC_GATEWAY_CLOSE_CODE))] = 0;
    if (snapshot_value(s, METRIC_REST_TOKEN_REFUSED) > 0)
        c->held_ms[CONDITION_TOKEN_REFUSED] = 0;
    bool connected = snapshot_connected(s, now_ms);
    note(c, CONDITION_LATENCY_HIGH,
         connected && snapshot_value(s, METRIC_GATEWAY_LATENCY) > in->latency_warn_s, now_ms);
    if (connected)
        return;
    if (was_ever_ready(in)) {
        uint64_t lost_ms = later(in->timeline->last_connected_ms, s->supervisor.started_ms);
        c->held_ms[CONDITION_GATEWAY_LOST] = since(lost_ms, now_ms);
    } else {
        c->held_ms[CONDITION_NEVER_READY] = since(s->supervisor.started_ms, now_ms);
    }
}

/* How long no session has been up, however it began; CONDITION_ABSENT: one is. */
static int64_t held_without_session(const struct conditions *c)
{
    int64_t lost = c->held_ms[CONDITION_GATEWAY_LOST], never = c->held_ms[CONDITION_NEVER_READY];
    return lost > never ? lost : never;
}

/* A ban that is renewed after a failed attempt begins anew, the loss of the connection does not: the longer
 * one counts. */
static void measure_ban(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms)
{
    if (!in->timeline->banned_since_ms)
        return;
    int64_t held = since(in->timeline->banned_since_ms, now_ms), lost = held_without_session(c);
    c->held_ms[CONDITION_IP_BANNED] = lost > held ? lost : held;
}

/* A worker that starts has told of nothing yet: then none are left, and no time until which. */
static void measure_identifies(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms,
                               int64_t wall_ms)
{
    double until_s = snapshot_value(in->snapshot, METRIC_GATEWAY_IDENTIFIES_UNTIL);
    bool spent = until_s * 1000 > (double)wall_ms;
    if (until_s > 0 || snapshot_value(in->snapshot, METRIC_GATEWAY_IDENTIFIES_LEFT) > 0)
        note(c, CONDITION_IDENTIFIES_SPENT, spent, now_ms);
    if (spent)
        c->held_ms[CONDITION_IDENTIFIES_AWAITED] = held_without_session(c);
}

static void measure_settings(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms)
{
    int role = (int)snapshot_value(in->snapshot, METRIC_VALIDATION_ROLE);
    if (role != ROLE_NOT_KNOWN)
        note(c, CONDITION_ROLE_MISSING, role == ROLE_IS_MISSING, now_ms);
}

static void measure_sheets(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms,
                           int64_t wall_ms)
{
    const struct snapshot *s = in->snapshot;
    int state = s->supervisor.workers[WORKER_SHEETS].state == WORKER_UP
                    ? (int)snapshot_value(s, METRIC_SHEETS_STATE)
                    : 0;
    if (state == 0)
        c->held_ms[CONDITION_SHEETS_UNKNOWN] =
            since(later(in->timeline->last_sheets_known_ms, s->supervisor.started_ms), now_ms);
    else {
        note(c, CONDITION_SHEETS_FAILING, state == SHEETS_FAILS, now_ms);
        note(c, CONDITION_SHEETS_OFF, state == SHEETS_IS_OFF, now_ms);
        note(c, CONDITION_SHEETS_REFUSED, state == SHEETS_IS_REFUSED, now_ms);
        note(c, CONDITION_TAB_MISSING, state == SHEETS_TAB_MISSING, now_ms);
        note(c, CONDITION_TAB_GONE, state == SHEETS_TAB_GONE, now_ms);
    }
    if (state != 0)
        note(c, CONDITION_ROWS_REFUSED, snapshot_value(s, METRIC_SHEETS_DEAD) > 0, now_ms);
    int64_t oldest_ms = (int64_t)(snapshot_value(s, METRIC_SHEETS_QUEUE_SINCE) * 1000);
    if (oldest_ms > 0)
        c->held_ms[CONDITION_OUTBOX_OLD] = wall_ms > oldest_ms ? wall_ms - oldest_ms : 0;
}

/* Workers that keep something in STATE_DIR say since when they cannot; the one that waits longest counts. */
static void measure_state_dir(struct conditions *c, const struct condition_inputs *in, int64_t wall_ms)
{
    static const enum metric SINCE[] = {METRIC_STATE_FAILING_GATEWAY, METRIC_STATE_FAILING_SHEETS,
                                        METRIC_STATE_FAILING_HEALTH};
    for (size_t i = 0; i < ARRAY_LEN(SINCE); i++) {
        int64_t since_ms = (int64_t)(snapshot_value(in->snapshot, SINCE[i]) * 1000);
        int64_t held = wall_ms > since_ms ? wall_ms - since_ms : 0;
        if (since_ms > 0 && held > c->held_ms[CONDITION_STATE_FAILING])
            c->held_ms[CONDITION_STATE_FAILING] = held;
    }
}

/* For how long what note() dates has been the case. */
static void measure_noted(struct conditions *c, uint64_t now_ms)
{
    bool any = c->held_ms[CONDITION_STATE_FAILING] != CONDITION_ABSENT;
    for (int i = 0; i < CONDITIONS; i++) {
        if (!c->since_ms[i])
            continue;
        c->held_ms[i] = since(c->since_ms[i], now_ms);
        any = true;
    }
    if (any)
        c->held_ms[CONDITION_JUST_NOTICED] = 0;
}

void conditions_measure(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms,
                        int64_t wall_ms)
{
    for (int i = 0; i < CONDITIONS; i++)
        c->held_ms[i] = CONDITION_ABSENT;
    c->held_ms[CONDITION_ALWAYS] = 0;
    measure_supervisor(c, in, now_ms);
    note(c, CONDITION_MEMORY_CRITICAL, in->memory == MEMORY_CRITICAL, now_ms);
    note(c, CONDITION_MEMORY_HIGH, in->memory != MEMORY_FINE, now_ms);
    if (in->snapshot->supervisor.known) {
        measure_workers(c, in, now_ms);
        measure_gateway(c, in, now_ms);
        measure_ban(c, in, now_ms);
        measure_identifies(c, in, now_ms, wall_ms);
        measure_settings(c, in, now_ms);
        measure_sheets(c, in, now_ms, wall_ms);
        measure_state_dir(c, in, wall_ms);
    }
    measure_noted(c, now_ms);
}

static const char *const NAMES[CONDITIONS] = {
#define CONDITION(id, part, trouble) #id,
#include "conditions.def"
#undef CONDITION
};

void conditions_write(const struct conditions *c, struct json_writer *w)
{
    jw_object(w);
    for (int i = 0; i < CONDITIONS; i++)
        if (c->since_ms[i])
            jw_member_int(w, NAMES[i], (int64_t)c->since_ms[i]);
    jw_object_end(w);
}

void conditions_read(struct conditions *c, const struct json_value *json)
{
    for (int i = 0; i < CONDITIONS; i++) {
        int64_t since_ms = json_int(json_get(json, NAMES[i]), 0);
        c->since_ms[i] = since_ms > 0 ? (uint64_t)since_ms : 0;
    }
}
