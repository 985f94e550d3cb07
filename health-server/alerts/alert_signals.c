/* Measuring, and saying what was measured. */
#include "alert_signals.h"

#include "alert_rules.h"
#include "clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HANG_NEWS_MS UINT64_C(300000)
#define MIB          (1024.0 * 1024.0)

static void set(struct alert_signals *signals, enum alert_signal signal, double value)
{
    signals->values[signal] = (struct alert_signal_value){.known = true, .value = value};
}

static bool holds(const struct alert_inputs *in, enum condition condition)
{
    return in->conditions->held_ms[condition] != CONDITION_ABSENT;
}

static void measure_status(struct alert_signals *signals, const struct alert_inputs *in)
{
    const struct report *r = in->report;
    if (r->status == HEALTH_DOWN)
        set(signals, ALERT_SIGNAL_DOWN, 1);
    else if (r->connected && r->status != HEALTH_STARTING)
        set(signals, ALERT_SIGNAL_DOWN, 0);
    if (r->status == HEALTH_DEGRADED)
        set(signals, ALERT_SIGNAL_DEGRADED, 1);
    else if (r->status == HEALTH_HEALTHY && r->connected && !holds(in, CONDITION_SHEETS_UNKNOWN))
        set(signals, ALERT_SIGNAL_DEGRADED, 0);
}

/* One or two may be a service that has just started, for which the address did not answer before either. */
static void measure_self_pings(struct alert_signals *signals, const struct alert_inputs *in)
{
    double failures = in->self_ping_failures.value;
    if (in->self_ping_failures.known && (failures < 1 || failures >= alert_rule_row(ALERT_PUBLIC_URL)->limit))
        set(signals, ALERT_SIGNAL_SELF_PING_FAILURES, failures);
}

static void measure_gateway(struct alert_signals *signals, const struct alert_inputs *in)
{
    const struct report *r = in->report;
    bool fatal = holds(in, CONDITION_TOKEN_REFUSED) || holds(in, CONDITION_INTENTS_REFUSED) ||
                 holds(in, CONDITION_GATEWAY_REFUSED);
    double latency_s = snapshot_value(r->snapshot, METRIC_GATEWAY_LATENCY);
    if (fatal || r->connected)
        set(signals, ALERT_SIGNAL_FATAL_CLOSES, fatal);
    if (!snapshot_heard(r->snapshot, WORKER_GATEWAY))
        return;
    set(signals, ALERT_SIGNAL_IP_BANS, holds(in, CONDITION_IP_BANNED));
    set(signals, ALERT_SIGNAL_IDENTIFIES_LEFT, snapshot_value(r->snapshot, METRIC_GATEWAY_IDENTIFIES_LEFT));
    if (r->connected && latency_s > 0)
        set(signals, ALERT_SIGNAL_LATENCY_S, latency_s);
}

/* The numbers of a sheets-worker that is away are those of before. */
static void measure_sheets(struct alert_signals *signals, const struct alert_inputs *in)
{
    const struct snapshot *s = in->report->snapshot;
    if (s->supervisor.workers[WORKER_SHEETS].state != WORKER_UP || !snapshot_heard(s, WORKER_SHEETS) ||
        snapshot_value(s, METRIC_SHEETS_STATE) <= 0)
        return;
    int64_t age_ms = in->conditions->held_ms[CONDITION_OUTBOX_OLD];
    set(signals, ALERT_SIGNAL_OUTBOX_AGE_S, age_ms == CONDITION_ABSENT ? 0 : (double)age_ms / 1000);
    set(signals, ALERT_SIGNAL_REFUSED_ROWS, snapshot_value(s, METRIC_SHEETS_DEAD));
}

/* A hang is over within a second or two, so it is known by the count of those that were replaced for it; a
 * count that fell is another supervisor's. */
static void measure_hangs(struct alert_signals *signals, const struct alert_inputs *in,
                          struct alert_hangs *hangs)
{
    const struct supervisor_view *supervisor = &in->report->snapshot->supervisor;
    uint64_t now_ms = in->report->now_ms;
    double counted = snapshot_value(in->report->snapshot, METRIC_SUPERVISOR_HANGS);
    bool hung = false;
    if (!snapshot_heard(in->report->snapshot, WORKER_SUPERVISOR))
        return;
    for (int i = 0; i < WORKERS; i++)
        hung = hung || (supervisor->workers[i].listed && supervisor->workers[i].state == WORKER_HUNG);
    if (hung || counted > hangs->counted)
        hangs->moved_ms = now_ms;
    hangs->counted = counted;
    set(signals, ALERT_SIGNAL_HANGS, hangs->moved_ms && now_ms < hangs->moved_ms + HANG_NEWS_MS);
}

static void measure_crash_loops(struct alert_signals *signals, const struct alert_inputs *in)
{
    unsigned looping = 0;
    for (int i = 0; i < WORKERS; i++)
        looping += in->report->snapshot->supervisor.workers[i].crash_loop;
    set(signals, ALERT_SIGNAL_CRASH_LOOPS, looping);
}

void alert_signals_measure(struct alert_signals *signals, const struct alert_inputs *in,
                           struct alert_hangs *hangs)
{
    *signals = (struct alert_signals){0};
    signals->values[ALERT_SIGNAL_STATE_DIR_FAILURES] = in->state_dir_failures;
    measure_self_pings(signals, in);
    measure_status(signals, in);
    if (!in->report->snapshot->supervisor.known)
        return;
    set(signals, ALERT_SIGNAL_MEMORY_LEVEL, in->report->memory_level);
    set(signals, ALERT_SIGNAL_TASK_FAILURES, (double)in->report->task_failures);
    measure_crash_loops(signals, in);
    measure_hangs(signals, in, hangs);
    measure_gateway(signals, in);
    measure_sheets(signals, in);
    if (holds(in, CONDITION_STATE_FAILING)) /* a worker cannot write there; we may be able to */
        set(signals, ALERT_SIGNAL_STATE_DIR_FAILURES, STATE_DIR_FAILED);
}

/* ---- In words. */

static bool was_replaced_for_silence(const struct worker_view *worker, uint64_t now_ms)
{
    bool lately = worker->state != WORKER_UP || now_ms < worker->up_since_ms + HANG_NEWS_MS;
    return lately && strncmp(worker->last_exit, WORKER_EXIT_HUNG, strlen(WORKER_EXIT_HUNG)) == 0;
}

static bool is_in_trouble(const struct worker_view *worker, enum alert_signal signal, uint64_t now_ms)
{
    if (signal == ALERT_SIGNAL_CRASH_LOOPS)
        return worker->crash_loop;
    return worker->state == WORKER_HUNG || was_replaced_for_silence(worker, now_ms);
}

static void name_workers(enum alert_signal signal, const struct report *r, char *text, size_t size)
{
    size_t used = 0;
    for (int i = 0; i < WORKERS && used < size; i++) {
        const struct worker_view *w = &r->snapshot->supervisor.workers[i];
        if (!w->listed || !is_in_trouble(w, signal, r->now_ms))
            continue;
        const char *last_exit = w->state == WORKER_HUNG ? "" : w->last_exit; /* that is of the one before */
        int n = snprintf(text + used, size - used, "%s%s%s%s", used ? ", " : "", worker_name((enum worker)i),
                         last_exit[0] ? " : " : "", last_exit);
        used += n > 0 ? (size_t)n : 0;
    }
}

static void say_ban(const struct report *r, char *text, size_t size)
{
    char moment[CLOCK_TEXT_SIZE];
    if (r->timeline->banned_until_s)
        snprintf(text, size, "Reprise prévue : %s UTC",
                 clock_iso_seconds(r->timeline->banned_until_s * 1000, moment, sizeof(moment)));
}

static void say_fatal(const struct report *r, char *text, size_t size)
{
    uint64_t code = snapshot_count(r->snapshot, METRIC_GATEWAY_CLOSE_CODE);
    if (code)
        snprintf(text, size, "Code de fermeture %" PRIu64, code);
}

void alert_signal_detail(enum alert_signal signal, const struct alert_signals *signals,
                         const struct alert_inputs *in, char *text, size_t size)
{
    const struct report *r = in->report;
    double value = signals->values[signal].value;
    text[0] = '\0';
    switch (signal) {
    case ALERT_SIGNAL_MEMORY_LEVEL:
        snprintf(text, size, "%.1f Mo ; avertissement à %.0f Mo, critique à %.0f Mo",
                 (double)r->memory_bytes / MIB, (double)r->limits.warn_bytes / MIB,
                 (double)r->limits.critical_bytes / MIB);
        break;
    case ALERT_SIGNAL_LATENCY_S:
        snprintf(text, size, "Aller-retour de %.1f s", value);
        break;
    case ALERT_SIGNAL_TASK_FAILURES:
        snprintf(text, size, "%.0f échecs en une heure", value);
        break;
    case ALERT_SIGNAL_CRASH_LOOPS:
    case ALERT_SIGNAL_HANGS:
        name_workers(signal, r, text, size);
        break;
    case ALERT_SIGNAL_OUTBOX_AGE_S:
        snprintf(text, size, "La plus ancienne attend depuis %.0f s ; %" PRIu64 " en attente", value,
                 snapshot_count(r->snapshot, METRIC_SHEETS_QUEUE));
        break;
    case ALERT_SIGNAL_REFUSED_ROWS:
        snprintf(text, size, "Lignes refusées : %.0f", value);
        break;
    case ALERT_SIGNAL_IDENTIFIES_LEFT:
        snprintf(text, size, "Il en reste %.0f sur 1000", value);
        break;
    case ALERT_SIGNAL_FATAL_CLOSES:
        say_fatal(r, text, size);
        break;
    case ALERT_SIGNAL_IP_BANS:
        say_ban(r, text, size);
        break;
    case ALERT_SIGNAL_STATE_DIR_FAILURES:
        snprintf(text, size, "%s",
                 value > STATE_DIR_FAILED ? "Le disque ne répond pas : une écriture n'a pas fini après 30 s"
                                          : "La dernière écriture a échoué ; le journal dit pourquoi");
        break;
    case ALERT_SIGNAL_SELF_PING_FAILURES:
        snprintf(text, size, "Échecs de suite : %.0f", value);
        break;
    case ALERT_SIGNAL_NONE:
    case ALERT_SIGNAL_DOWN:
    case ALERT_SIGNAL_DEGRADED:
    case ALERT_SIGNALS:
        break;
    }
}
