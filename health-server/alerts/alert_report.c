/* Filling the view. */
#include "alert_report.h"

#include "alert_text.h"
#include "channel_request.h"

#include <assert.h>

static_assert(ALERT_RULES <= (int)ALERT_RULES_MAX, "pages show all rules");
static_assert(ALERT_CHANNELS <= (int)ALERT_CHANNELS_MAX, "pages show all channels");

static void show_rule(const struct alert_memory *memory, enum alert_rule rule, struct alert_now now,
                      struct alerts_view *view)
{
    const struct alert_life *life = &memory->engine.lives[rule];
    const struct alert_rule_row *row = alert_rule_row(rule);
    bool firing = alert_life_firing(life);
    view->firing += firing;
    view->rules[view->rule_count++] = (struct alert_rule_view){
        .id = row->name,
        .title = row->title,
        .severity = alert_severity_word(row->severity),
        .advice = row->advice,
        .firing = firing,
        .flapping = life->flapping,
        .since_wall_ms = firing ? now.wall_ms - (int64_t)(now.mono_ms - life->since_ms) : 0,
    };
}

static enum alert_channel_health health_of(const struct alert_channel *c, uint64_t now_ms)
{
    if (!c->setting)
        return ALERT_CHANNEL_OFF;
    if (c->given_up)
        return ALERT_CHANNEL_GIVEN_UP;
    if (c->last == CHANNEL_NONE)
        return ALERT_CHANNEL_UNTRIED;
    return c->last == CHANNEL_TAKEN && c->not_before_ms <= now_ms ? ALERT_CHANNEL_WORKS : ALERT_CHANNEL_WAITS;
}

static struct alert_channel_view show_channel(const struct alert_memory *memory,
                                              enum alert_channel_id channel, const struct metrics *metrics,
                                              struct alert_now now)
{
    static const struct {
        enum metric sent, failed;
    } COUNTS[ALERT_CHANNELS] = {
        [ALERT_WEBHOOK] = {METRIC_ALERTS_WEBHOOK_SENT, METRIC_ALERTS_WEBHOOK_FAILED},
        [ALERT_FALLBACK] = {METRIC_ALERTS_FALLBACK_SENT, METRIC_ALERTS_FALLBACK_FAILED},
    };
    const struct alert_channel *c = &memory->channels[channel];
    enum alert_channel_health health = health_of(c, now.mono_ms);
    bool again = health == ALERT_CHANNEL_WAITS && c->not_before_ms > now.mono_ms;
    return (struct alert_channel_view){
        .name = alert_channel_name(channel),
        .label = alert_channel_label(channel),
        .health = health,
        .word = channel_answer_word(c->last),
        .status = c->last_status,
        .waiting = alert_queue_waiting(&memory->engine.queue, channel),
        .sent = (uint64_t)metrics_get(metrics, COUNTS[channel].sent),
        .failed = (uint64_t)metrics_get(metrics, COUNTS[channel].failed),
        .last_sent_wall_ms = c->last_taken_ms,
        .retry_at_wall_ms = again ? now.wall_ms + (int64_t)(c->not_before_ms - now.mono_ms) : 0,
    };
}

static void show_recent(const struct alert_queue *q, struct alerts_view *view)
{
    for (size_t i = q->count; i > 0 && view->recent_count < ALERT_RECENT_MAX; i--) {
        const struct alert_message *m = &q->messages[i - 1];
        view->recent[view->recent_count++] = (struct alert_message_view){
            .rule = alert_rule_row(m->rule)->name,
            .title = alert_rule_row(m->rule)->title,
            .kind = alert_kind_word(m->kind),
            .made_wall_ms = m->made_ms,
            .lasted_s = m->lasted_s,
            .waits = alert_message_waits(m),
        };
    }
}

void alert_report(const struct alert_memory *memory, const struct metrics *metrics, struct alert_now now,
                  struct alerts_view *ret_view)
{
    *ret_view = (struct alerts_view){.dropped = memory->engine.queue.dropped};
    for (int i = 0; i < ALERT_RULES; i++)
        show_rule(memory, (enum alert_rule)i, now, ret_view);
    for (int i = 0; i < ALERT_CHANNELS; i++)
        ret_view->channels[i] = show_channel(memory, (enum alert_channel_id)i, metrics, now);
    show_recent(&memory->engine.queue, ret_view);
}
