/* Writing and reading the one line. */
#include "alert_memory.h"

#include "allocate.h"
#include "json_value.h"
#include "json_writer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VERSION      1
#define CLEAR_GAP_MS 60000 /* what was rising longer ago than this is not counted as having gone on */
#define AGE_NEVER    (-1)

/* ---- Writing. */

static void write_age(struct json_writer *w, const char *name, uint64_t then_ms, uint64_t now_ms)
{
    jw_member_int(w, name, then_ms ? (int64_t)(now_ms - then_ms) : AGE_NEVER);
}

static void write_life(struct json_writer *w, enum alert_rule rule, const struct alert_life *life,
                       uint64_t now_ms)
{
    jw_object(w);
    jw_member_string(w, "rule", alert_rule_row(rule)->name);
    jw_member_int(w, "state", (int64_t)life->state);
    write_age(w, "turned", life->turned_ms, now_ms);
    write_age(w, "since", life->since_ms, now_ms);
    write_age(w, "ended", life->ended_ms, now_ms);
    write_age(w, "told", life->told_ms, now_ms);
    write_age(w, "changed", life->changed_ms, now_ms);
    jw_member_bool(w, "flapping", life->flapping);
    jw_member_int(w, "rounds", (int64_t)life->rounds);
    jw_object_end(w);
}

static void write_message(struct json_writer *w, const struct alert_message *m, bool is_short)
{
    jw_object(w);
    jw_member_string(w, "id", m->id);
    jw_member_string(w, "rule", alert_rule_row(m->rule)->name);
    jw_member_int(w, "kind", (int64_t)m->kind);
    jw_member_int(w, "made", m->made_ms);
    jw_member_int(w, "since", m->since_ms);
    jw_member_int(w, "lasted", (int64_t)m->lasted_s);
    jw_member_int(w, "rounds", (int64_t)m->rounds);
    jw_member_bool(w, "all_clear", m->all_clear);
    jw_member_string(w, "reason", m->reason);
    jw_member_string(w, "detail", is_short ? "" : m->detail);
    if (m->repair[0] && !is_short)
        jw_member_string(w, "repair", m->repair);
    jw_key(w, "delivery");
    jw_array(w);
    for (int i = 0; i < ALERT_CHANNELS; i++) {
        jw_int(w, (int64_t)m->delivery[i]);
        jw_int(w, (int64_t)m->rejected[i]);
    }
    jw_array_end(w);
    jw_object_end(w);
}

static void write_queue(struct json_writer *w, const struct alert_queue *q, enum alert_extent extent)
{
    size_t done_most = extent == ALERT_WITH_DONE ? ALERT_RECENT_MAX : 0;
    size_t done = 0;
    for (size_t i = 0; i < q->count; i++)
        done += !alert_message_waits(&q->messages[i]);
    jw_key(w, "messages");
    jw_array(w);
    for (size_t i = 0; i < q->count; i++) {
        bool waits = alert_message_waits(&q->messages[i]);
        if (waits || done <= done_most)
            write_message(w, &q->messages[i], extent == ALERT_WAITING_SHORT);
        done -= !waits;
    }
    jw_array_end(w);
    jw_member_int(w, "dropped", (int64_t)q->dropped);
}

static void write_channel(struct json_writer *w, const struct alert_channel *c, uint64_t now_ms)
{
    jw_object(w);
    jw_member_id(w, "setting", c->setting);
    jw_member_bool(w, "given_up", c->given_up);
    jw_member_int(w, "wait", c->not_before_ms > now_ms ? (int64_t)(c->not_before_ms - now_ms) : 0);
    jw_member_int(w, "pauses", (int64_t)c->pause.failures);
    jw_member_int(w, "bans", (int64_t)c->ban_pause.failures);
    jw_member_int(w, "last", (int64_t)c->last);
    jw_member_int(w, "status", c->last_status);
    jw_member_int(w, "taken", c->last_taken_ms);
    jw_key(w, "sent");
    jw_array(w);
    for (uint32_t i = 0; i < c->pace.used; i++)
        jw_int(w, (int64_t)(now_ms - c->pace.taken_ms[(c->pace.oldest + i) % c->pace.most]));
    jw_array_end(w);
    jw_object_end(w);
}

void alert_memory_write(const struct alert_memory *m, struct alert_now now, enum alert_extent extent,
                        struct buffer *out)
{
    struct json_writer w = json_writer(out);
    jw_object(&w);
    jw_member_int(&w, "alerts", VERSION);
    jw_member_int(&w, "seen", now.wall_ms);
    jw_member_int(&w, "supervisor", m->supervisor_started_ms);
    jw_member_bool(&w, "stopping", m->stopping);
    jw_member_int(&w, "series", (int64_t)m->engine.series);
    jw_member_int(&w, "numbered", (int64_t)m->engine.numbered);
    jw_member_int(&w, "revision", (int64_t)m->engine.revision);
    jw_member_decimal(&w, "hangs", m->engine.hangs.counted, 0);
    jw_key(&w, "rules");
    jw_array(&w);
    for (int i = 0; i < ALERT_RULES; i++)
        if (m->engine.lives[i].told_ms || m->engine.lives[i].state != ALERT_QUIET)
            write_life(&w, (enum alert_rule)i, &m->engine.lives[i], now.mono_ms);
    jw_array_end(&w);
    write_queue(&w, &m->engine.queue, extent);
    jw_key(&w, "channels");
    jw_array(&w);
    for (int i = 0; i < ALERT_CHANNELS; i++)
        write_channel(&w, &m->channels[i], now.mono_ms);
    jw_array_end(&w);
    jw_object_end(&w);
}

/* ---- Reading. */

struct reading {
    uint64_t now_ms; /* monotonic */
    uint64_t gap_ms; /* since it was written */
};

static uint64_t read_count(const struct json_value *json, const char *name)
{
    int64_t value = json_int(json_get(json, name), 0);
    return value > 0 ? (uint64_t)value : 0;
}

/* `most`, and what is no such number, read as 0. */
static unsigned read_choice(const struct json_value *value, unsigned most)
{
    int64_t number = json_int(value, 0);
    return number > 0 && number < (int64_t)most ? (unsigned)number : 0;
}

static uint64_t read_age(const struct json_value *json, const char *name, const struct reading *r)
{
    int64_t age_ms = json_int(json_get(json, name), AGE_NEVER);
    uint64_t total_ms = (uint64_t)age_ms + r->gap_ms;
    if (age_ms < 0)
        return 0;
    return total_ms < r->now_ms ? r->now_ms - total_ms : 1;
}

static void read_life(struct alert_memory *m, const struct json_value *json, const struct reading *r)
{
    enum alert_rule rule;
    if (!alert_rule_named(json_text(json_get(json, "rule"), ""), &rule))
        return; /* of another version */
    struct alert_life *life = &m->engine.lives[rule];
    life->state = (enum alert_state)read_choice(json_get(json, "state"), ALERT_STATES);
    life->turned_ms = read_age(json, "turned", r);
    life->since_ms = read_age(json, "since", r);
    life->ended_ms = read_age(json, "ended", r);
    life->told_ms = read_age(json, "told", r);
    life->changed_ms = read_age(json, "changed", r);
    life->flapping = json_bool(json_get(json, "flapping"), false);
    life->rounds = (unsigned)read_count(json, "rounds");
    if (life->state == ALERT_RISING && r->gap_ms > CLEAR_GAP_MS)
        life->state = ALERT_QUIET;
    if (life->state == ALERT_FALLING && r->gap_ms > CLEAR_GAP_MS)
        life->state = ALERT_FIRING;
}

static void read_delivery(struct alert_message *m, const struct json_value *json)
{
    for (size_t i = 0; i < ALERT_CHANNELS; i++) {
        m->delivery[i] = (enum alert_delivery)read_choice(json_at(json, 2 * i), ALERT_GIVEN_UP + 1);
        m->rejected[i] = read_choice(json_at(json, 2 * i + 1), ALERT_REJECT_MAX + 1);
    }
}

static void read_message(struct alert_memory *memory, const struct json_value *json)
{
    struct alert_message m = {0};
    if (!alert_rule_named(json_text(json_get(json, "rule"), ""), &m.rule))
        return;
    snprintf(m.id, sizeof(m.id), "%s", json_text(json_get(json, "id"), ""));
    m.kind = (enum alert_kind)read_choice(json_get(json, "kind"), ALERT_KINDS);
    m.made_ms = json_int(json_get(json, "made"), 0);
    m.since_ms = json_int(json_get(json, "since"), 0);
    m.lasted_s = read_count(json, "lasted");
    m.rounds = (unsigned)read_count(json, "rounds");
    m.all_clear = json_bool(json_get(json, "all_clear"), false);
    snprintf(m.reason, sizeof(m.reason), "%s", json_text(json_get(json, "reason"), ""));
    snprintf(m.detail, sizeof(m.detail), "%s", json_text(json_get(json, "detail"), ""));
    snprintf(m.repair, sizeof(m.repair), "%s", json_text(json_get(json, "repair"), ""));
    read_delivery(&m, json_get(json, "delivery"));
    (void)alert_queue_add(&memory->engine.queue, &m);
}

static void read_channel(struct alert_channel *c, const struct json_value *json, const struct reading *r)
{
    uint64_t wait_ms = read_count(json, "wait");
    const struct json_value *sent = json_get(json, "sent");
    alert_channel_init(c, NULL);
    c->setting = json_id(json_get(json, "setting"));
    c->given_up = json_bool(json_get(json, "given_up"), false);
    c->not_before_ms = wait_ms > r->gap_ms ? r->now_ms + (wait_ms - r->gap_ms) : 0;
    c->pause.failures = (unsigned)read_count(json, "pauses") % 64;
    c->ban_pause.failures = (unsigned)read_count(json, "bans") % 64;
    c->last = (enum channel_answer)read_choice(json_get(json, "last"), CHANNEL_ANSWERS);
    c->last_status = (int)read_choice(json_get(json, "status"), 1000);
    c->last_taken_ms = json_int(json_get(json, "taken"), 0);
    for (size_t i = 0; i < json_length(sent) && c->pace.used < c->pace.most; i++) {
        int64_t age_ms = json_int(json_at(sent, i), AGE_NEVER);
        uint64_t total_ms = (uint64_t)age_ms + r->gap_ms;
        if (age_ms >= 0 && total_ms < r->now_ms)
            c->pace.taken_ms[c->pace.used++] = r->now_ms - total_ms;
    }
}

static void read_all(struct alert_memory *m, const struct json_value *json, struct alert_now now)
{
    m->seen_ms = json_int(json_get(json, "seen"), 0);
    const struct reading r = {
        .now_ms = now.mono_ms,
        .gap_ms = now.wall_ms > m->seen_ms ? (uint64_t)(now.wall_ms - m->seen_ms) : 0,
    };
    m->supervisor_started_ms = json_int(json_get(json, "supervisor"), 0);
    m->stopping = json_bool(json_get(json, "stopping"), false);
    m->engine.series = (uint32_t)read_count(json, "series");
    m->engine.numbered = read_count(json, "numbered");
    m->engine.revision = read_count(json, "revision");
    m->engine.hangs.counted = json_number(json_get(json, "hangs"), 0);
    m->engine.queue.dropped = read_count(json, "dropped");
    const struct json_value *rules = json_get(json, "rules"), *messages = json_get(json, "messages");
    for (size_t i = 0; i < json_length(rules); i++)
        read_life(m, json_at(rules, i), &r);
    for (size_t i = 0; i < json_length(messages); i++)
        read_message(m, json_at(messages, i));
    for (size_t i = 0; i < ALERT_CHANNELS; i++)
        read_channel(&m->channels[i], json_at(json_get(json, "channels"), i), &r);
}

bool alert_memory_read(struct alert_memory *m, const char *text, size_t length, struct alert_now now)
{
    struct json_value *json = NULL;
    if (err_is(json_parse(text, length, &json)))
        return false;
    bool ours = json_int(json_get(json, "alerts"), 0) == VERSION;
    if (ours)
        read_all(m, json, now);
    json_destroy(&json);
    return ours;
}

/* All but its queue; channels keep their present settings. */
static void take_state(struct alert_memory *ours, const struct alert_memory *theirs)
{
    memcpy(ours->engine.lives, theirs->engine.lives, sizeof(ours->engine.lives));
    ours->engine.hangs = theirs->engine.hangs;
    ours->engine.series = theirs->engine.series;
    ours->engine.numbered = theirs->engine.numbered;
    ours->engine.revision = theirs->engine.revision;
    ours->supervisor_started_ms = theirs->supervisor_started_ms;
    ours->seen_ms = theirs->seen_ms;
    ours->stopping = theirs->stopping;
    for (int i = 0; i < ALERT_CHANNELS; i++)
        alert_channel_restore(&ours->channels[i], &theirs->channels[i]);
}

/* What was made here before the disk answered stands in front of what it held. */
static void take_queue_behind(struct alert_queue *ours, const struct alert_queue *theirs)
{
    struct alert_queue *told = allocate(1, sizeof(*told));
    alert_queue_copy(told, ours);
    alert_queue_copy(ours, theirs);
    alert_queue_merge(ours, told);
    free(told);
}

void alert_memory_merge(struct alert_memory *ours, const struct alert_memory *theirs)
{
    bool same_series = theirs->engine.series == ours->engine.series;
    bool theirs_is_newer =
        same_series ? theirs->engine.revision > ours->engine.revision : !ours->engine.series;
    if (theirs_is_newer)
        take_state(ours, theirs);
    if (theirs_is_newer && same_series)
        alert_queue_copy(&ours->engine.queue, &theirs->engine.queue);
    else if (theirs_is_newer)
        take_queue_behind(&ours->engine.queue, &theirs->engine.queue);
    else if (!same_series)
        alert_queue_merge(&ours->engine.queue, &theirs->engine.queue);
}
