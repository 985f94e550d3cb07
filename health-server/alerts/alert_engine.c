/* From rules to messages. */
#include "alert_engine.h"

#include "clock.h"
#include "repair.h"
#include "utf8.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool nothing_fires(const struct alert_engine *e)
{
    for (int i = 0; i < ALERT_RULES; i++)
        if (alert_life_firing(&e->lives[i]))
            return false;
    return true;
}

static struct alert_message blank(struct alert_engine *e, const struct alert_options *o, enum alert_rule rule,
                                  enum alert_kind kind, struct alert_now now)
{
    struct alert_message m = {.rule = rule, .kind = kind, .made_ms = now.wall_ms};
    snprintf(m.id, sizeof(m.id), "%08" PRIx32 "-%" PRIu64, e->series, ++e->numbered);
    for (int i = 0; i < ALERT_CHANNELS; i++)
        m.delivery[i] = o->channel_set[i] ? ALERT_WAITS : ALERT_NOT_FOR_IT;
    m.revision = ++e->revision;
    return m;
}

/* What the supervisor says of settings comes after the verdict's words, what a worker says stands instead of
 * them: as on the page. */
static void give_repair(struct alert_message *m, const struct report *r)
{
    const char *detail = report_detail(r);
    size_t used = 0;
    if (r->rule->condition == CONDITION_CONFIG_BROKEN)
        used = (size_t)snprintf(m->repair, sizeof(m->repair), "%s\n", r->rule->next);
    assert(used < sizeof(m->repair));
    size_t length = utf8_prefix(detail, strlen(detail), sizeof(m->repair) - 1 - used);
    memcpy(m->repair + used, detail, length);
    m->repair[used + length] = '\0';
}

/* The verdict's own words stand for the rules that have none: the same cause and repair everywhere. */
static void give_reason(struct alert_message *m, const struct alert_rule_row *row,
                        const struct alert_inputs *in)
{
    if (row->advice[0] || m->kind == ALERT_OVER)
        return;
    snprintf(m->reason, sizeof(m->reason), "%s", in->report->rule->reason);
    give_repair(m, in->report);
}

static void add_message(struct alert_engine *e, const struct alert_message *m, struct alert_told *told)
{
    told->dropped += !alert_queue_add(&e->queue, m);
    told->rules[told->count] = m->rule;
    told->kinds[told->count++] = m->kind;
}

static void tell(struct alert_engine *e, enum alert_rule rule, enum alert_kind kind,
                 const struct alert_signals *signals, const struct alert_inputs *in,
                 const struct alert_options *o, struct alert_now now, struct alert_told *told)
{
    const struct alert_life *life = &e->lives[rule];
    const struct alert_rule_row *row = alert_rule_row(rule);
    struct alert_message m = blank(e, o, rule, kind, now);
    uint64_t until_ms = kind == ALERT_OVER ? life->ended_ms : now.mono_ms;
    m.since_ms = now.wall_ms - (int64_t)(now.mono_ms - life->since_ms);
    m.lasted_s = (until_ms - life->since_ms) / 1000;
    m.rounds = life->rounds;
    m.all_clear = kind == ALERT_OVER && nothing_fires(e);
    if (kind != ALERT_OVER)
        alert_signal_detail(row->signal, signals, in, m.detail, sizeof(m.detail));
    give_reason(&m, row, in);
    add_message(e, &m, told);
}

void alert_engine_step(struct alert_engine *e, const struct alert_inputs *in, const struct alert_options *o,
                       struct alert_now now, struct alert_told *ret_told)
{
    struct alert_signals signals;
    enum alert_kind kinds[ALERT_RULES];
    double hangs = e->hangs.counted;
    alert_signals_measure(&signals, in, &e->hangs);
    e->revision += e->hangs.counted != hangs;
    for (int i = 0; i < ALERT_RULES; i++) {
        enum alert_state before = e->lives[i].state;
        enum alert_case saw = alert_rule_judge((enum alert_rule)i, &signals, o->latency_warn_s);
        kinds[i] = alert_life_step(&e->lives[i], alert_rule_row((enum alert_rule)i), saw, now.mono_ms);
        e->revision += e->lives[i].state != before;
    }
    /* Told when all have been looked at: whether all is clear depends on each. */
    *ret_told = (struct alert_told){0};
    for (int i = 0; i < ALERT_RULES; i++)
        if (kinds[i] != ALERT_NOTHING_TO_SAY)
            tell(e, (enum alert_rule)i, kinds[i], &signals, in, o, now, ret_told);
}

void alert_engine_notice(struct alert_engine *e, enum alert_rule rule, int64_t from_ms, int64_t to_ms,
                         const struct alert_options *o, struct alert_now now)
{
    char from[CLOCK_TEXT_SIZE], to[CLOCK_TEXT_SIZE];
    struct alert_message m = blank(e, o, rule, ALERT_NOTICED, now);
    m.since_ms = from_ms;
    m.lasted_s = to_ms > from_ms ? (uint64_t)(to_ms - from_ms) / 1000 : 0;
    snprintf(m.detail, sizeof(m.detail), "De %s à %s UTC", clock_iso_seconds(from_ms, from, sizeof(from)),
             clock_iso_seconds(to_ms, to, sizeof(to)));
    (void)alert_queue_add(&e->queue, &m);
}
