/* Transitions, and the one incident that may be open. */
#include "incident_log.h"

#include <stdio.h>
#include <string.h>

static double worker_restarts(const struct report *r)
{
    double sum = 0;
    for (int i = 0; i < WORKERS; i++)
        sum += (double)r->snapshot->supervisor.workers[i].restarts;
    return sum;
}

static void note_beginning(struct incident_log *log, const struct report *r)
{
    log->life_ms = r->snapshot->supervisor.started_ms;
    log->resumes = snapshot_value(r->snapshot, METRIC_GATEWAY_RESUMES);
    log->readies = snapshot_value(r->snapshot, METRIC_GATEWAY_READIES);
    log->restarts = worker_restarts(r);
    log->was_lost = false;
}

static enum incident_end what_ended_it(const struct incident_log *log, const struct report *r)
{
    if (r->snapshot->supervisor.started_ms != log->life_ms)
        return INCIDENT_SERVICE_RESTARTED;
    if (log->was_lost && snapshot_value(r->snapshot, METRIC_GATEWAY_RESUMES) > log->resumes)
        return INCIDENT_RESUMED;
    if (log->was_lost && snapshot_value(r->snapshot, METRIC_GATEWAY_READIES) > log->readies)
        return INCIDENT_READY;
    return worker_restarts(r) > log->restarts ? INCIDENT_WORKER_RESTARTED : INCIDENT_RECOVERED;
}

/* ---- Heartbeats. */

/* The first look of a process knows the last ACK by its UTC time only. */
static void look_at_beat(struct incident_log *log, const struct report *r)
{
    int64_t beat_s = r->timeline->last_heartbeat_s;
    if (log->beat_ms && beat_s == log->beat_s)
        return;
    int64_t age_ms = r->wall_ms - beat_s * 1000;
    bool fresh = log->beat_ms != 0 || age_ms < 0 || (uint64_t)age_ms > r->now_ms;
    log->beat_ms = !beat_s ? r->snapshot->supervisor.started_ms
                   : fresh ? r->now_ms
                           : r->now_ms - (uint64_t)age_ms;
    log->beat_s = beat_s;
}

/* ---- The incident. */

static void begin(struct incident_log *log, const struct report *r)
{
    log->is_open = true;
    log->lasted_ms = log->silence_ms = 0;
    log->incident = (struct incident){.began_ms = r->wall_ms, .status = HEALTH_STARTING};
    note_beginning(log, r);
}

static void end(struct incident_log *log, const struct report *r)
{
    log->is_open = false;
    log->incident.ended_ms = r->wall_ms > log->incident.began_ms ? r->wall_ms : log->incident.began_ms;
    log->incident.end = what_ended_it(log, r);
}

static bool is_trouble(enum health_status status)
{
    return status == HEALTH_DEGRADED || status == HEALTH_DOWN;
}

static bool worsen(struct incident *incident, const struct report *r)
{
    if (!is_trouble(r->status) || (is_trouble(incident->status) && incident->status >= r->status))
        return false;
    incident->status = r->status;
    snprintf(incident->reason, sizeof(incident->reason), "%s", r->rule->reason);
    return true;
}

static void measure(struct incident_log *log, const struct report *r, uint64_t passed_ms)
{
    uint64_t silence_ms = r->now_ms > log->beat_ms ? r->now_ms - log->beat_ms : 0;
    log->was_lost |= !r->connected;
    log->lasted_ms += passed_ms;
    if (silence_ms > log->silence_ms)
        log->silence_ms = silence_ms;
    log->incident.seconds = (uint32_t)(log->lasted_ms / 1000);
    log->incident.longest_silence_s = (uint32_t)(log->silence_ms / 1000);
}

/* True: it began, grew worse or ended. */
static bool follow(struct incident_log *log, const struct report *r, uint64_t passed_ms)
{
    bool begins = !log->is_open && is_trouble(r->status);
    if (begins)
        begin(log, r);
    if (!log->is_open)
        return false;
    if (is_trouble(r->status) && log->life_ms != r->snapshot->supervisor.started_ms)
        note_beginning(log, r); /* the restart did not end it */
    bool worse = worsen(&log->incident, r), ends = r->status == HEALTH_HEALTHY;
    if (ends)
        end(log, r);
    measure(log, r, begins ? 0 : passed_ms);
    return begins || worse || ends;
}

static bool changed(const struct incident_log *log, const struct report *r)
{
    return !log->known || log->last.status != r->status || strcmp(log->last.reason, r->rule->reason) != 0;
}

struct incident_step incident_log_look(struct incident_log *log, const struct report *r)
{
    uint64_t passed_ms = log->looked_ms && r->now_ms > log->looked_ms ? r->now_ms - log->looked_ms : 0;
    look_at_beat(log, r);
    struct incident_step step = {.transition = changed(log, r), .incident = follow(log, r, passed_ms)};
    if (step.transition) {
        log->last = (struct transition){.at_ms = r->wall_ms, .status = r->status};
        snprintf(log->last.reason, sizeof(log->last.reason), "%s", r->rule->reason);
    }
    log->known = true;
    log->looked_ms = r->now_ms;
    step.now = log->last;
    step.changed = log->incident;
    return step;
}

bool incident_log_go_on(struct incident_log *log, const struct incident_left *left, const struct report *r,
                        struct incident *ret_ended)
{
    const struct incident *open = &left->incident;
    int64_t observed_ms = left->observed_s * 1000 > open->began_ms ? left->observed_s * 1000 : open->began_ms;
    int64_t gap_ms = r->wall_ms - observed_ms;
    if (gap_ms > INCIDENT_GAP_MAX_S * 1000 || gap_ms < -INCIDENT_GAP_MAX_S * 1000) {
        *ret_ended = *open;
        ret_ended->ended_ms = observed_ms;
        ret_ended->end = INCIDENT_NOT_OBSERVED;
        return true;
    }
    log->is_open = true;
    log->incident = *open;
    log->lasted_ms = (uint64_t)open->seconds * 1000 + (gap_ms > 0 ? (uint64_t)gap_ms : 0);
    log->silence_ms = (uint64_t)open->longest_silence_s * 1000;
    note_beginning(log, r);
    log->life_ms = left->life_ms;
    return false;
}
