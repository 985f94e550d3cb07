/* Measuring the conditions of health_rules.def. */
#include "conditions.h"

#include "array_len.h"

/* METRIC_GATEWAY_STATE and METRIC_SHEETS_STATE, as metrics.def words them. */
enum { GATEWAY_STOPPED_FOR_GOOD = 3 };
enum { SHEETS_FAILS = 2, SHEETS_IS_OFF = 3, SHEETS_IS_REFUSED = 4 };

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

static void measure_supervisor(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms)
{
    const struct supervisor_view *supervisor = &in->snapshot->supervisor;
    if (!supervisor->known)
        c->held_ms[CONDITION_NO_DATA] = since(in->born_ms, now_ms);
    c->held_ms[CONDITION_SUPERVISOR_SILENT] = since(later(supervisor->taken_ms, in->born_ms), now_ms);
    if (supervisor->config_error[0])
        c->held_ms[CONDITION_CONFIG_BROKEN] = 0;
    for (int i = 0; i < WORKERS; i++)
        if (supervisor->workers[i].crash_loop)
            c->held_ms[CONDITION_CRASH_LOOP] = 0;
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
    if (snapshot_connected(s, now_ms)) {
        if (snapshot_value(s, METRIC_GATEWAY_LATENCY) > in->latency_warn_s)
            c->held_ms[CONDITION_LATENCY_HIGH] = 0;
    } else if (was_ever_ready(in)) {
        uint64_t lost_ms = later(in->timeline->last_connected_ms, s->supervisor.started_ms);
        c->held_ms[CONDITION_GATEWAY_LOST] = since(lost_ms, now_ms);
    } else {
        c->held_ms[CONDITION_NEVER_READY] = since(s->supervisor.started_ms, now_ms);
    }
}

/* A ban that is renewed after a failed attempt begins anew, the loss of the connection does not: the longer
 * one counts. */
static void measure_ban(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms)
{
    if (!in->timeline->banned_since_ms)
        return;
    int64_t held = since(in->timeline->banned_since_ms, now_ms);
    if (c->held_ms[CONDITION_GATEWAY_LOST] > held)
        held = c->held_ms[CONDITION_GATEWAY_LOST];
    if (c->held_ms[CONDITION_NEVER_READY] > held)
        held = c->held_ms[CONDITION_NEVER_READY];
    c->held_ms[CONDITION_IP_BANNED] = held;
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
    else if (state == SHEETS_FAILS)
        c->held_ms[CONDITION_SHEETS_FAILING] = 0;
    else if (state == SHEETS_IS_OFF)
        c->held_ms[CONDITION_SHEETS_OFF] = 0;
    else if (state == SHEETS_IS_REFUSED)
        c->held_ms[CONDITION_SHEETS_REFUSED] = 0;
    int64_t oldest_ms = (int64_t)(snapshot_value(s, METRIC_SHEETS_QUEUE_SINCE) * 1000);
    if (oldest_ms > 0)
        c->held_ms[CONDITION_OUTBOX_OLD] = wall_ms > oldest_ms ? wall_ms - oldest_ms : 0;
}

/* Workers that keep something in STATE_DIR say since when they cannot; the one that waits longest counts. */
static void measure_state_dir(struct conditions *c, const struct condition_inputs *in, int64_t wall_ms)
{
    static const enum metric SINCE[] = {METRIC_STATE_FAILING_GATEWAY, METRIC_STATE_FAILING_SHEETS};
    for (size_t i = 0; i < ARRAY_LEN(SINCE); i++) {
        int64_t since_ms = (int64_t)(snapshot_value(in->snapshot, SINCE[i]) * 1000);
        int64_t held = wall_ms > since_ms ? wall_ms - since_ms : 0;
        if (since_ms > 0 && held > c->held_ms[CONDITION_STATE_FAILING])
            c->held_ms[CONDITION_STATE_FAILING] = held;
    }
}

void conditions_measure(struct conditions *c, const struct condition_inputs *in, uint64_t now_ms,
                        int64_t wall_ms)
{
    for (int i = 0; i < CONDITIONS; i++)
        c->held_ms[i] = CONDITION_ABSENT;
    c->held_ms[CONDITION_ALWAYS] = 0;
    measure_supervisor(c, in, now_ms);
    if (in->memory == MEMORY_CRITICAL)
        c->held_ms[CONDITION_MEMORY_CRITICAL] = 0;
    else if (in->memory == MEMORY_HIGH)
        c->held_ms[CONDITION_MEMORY_HIGH] = 0;
    if (!in->snapshot->supervisor.known)
        return;
    measure_gateway(c, in, now_ms);
    measure_ban(c, in, now_ms);
    measure_sheets(c, in, now_ms, wall_ms);
    measure_state_dir(c, in, wall_ms);
}
