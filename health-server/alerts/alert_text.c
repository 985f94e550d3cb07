/* Words and durations. */
#include "alert_text.h"

#include "clock.h"
#include "verdict.h"

#include <inttypes.h>
#include <string.h>

static const struct {
    const char *word;   /* what happened to the alert */
    const char *prefix; /* of the title */
    const char *state;
} KINDS[ALERT_KINDS] = {
    [ALERT_RAISED] = {"levée", "", "en cours"},
    [ALERT_OVER] = {"terminée", "Terminé : ", "terminée"},
    [ALERT_REMINDER] = {"rappel", "Toujours en cours : ", "en cours"},
    [ALERT_FLAPPING] = {"instable", "Instable : ", "va et vient ; la suite est regroupée en un seul message"},
    [ALERT_NOTICED] = {"information", "", "constatée"},
};

const char *alert_kind_word(enum alert_kind kind)
{
    return KINDS[kind].word;
}

const char *alert_kind_symbol(enum alert_kind kind, enum alert_severity severity)
{
    if (kind == ALERT_OVER)
        return "🟢";
    return severity == ALERT_CRITICAL ? "🔴" : severity == ALERT_WARNING ? "🟠" : "🔵";
}

void alert_text_title(const struct alert_message *m, struct buffer *out)
{
    buffer_format(out, "%s%s", KINDS[m->kind].prefix, alert_rule_row(m->rule)->title);
}

void alert_text_state(const struct alert_message *m, struct buffer *out)
{
    buffer_format(out, "%s, %s", alert_severity_word(alert_rule_row(m->rule)->severity),
                  KINDS[m->kind].state);
}

/* The row of health_rules.def with this reason whose status fits the rule, else any with it. */
static const struct health_rule *verdict_of(const struct alert_message *m)
{
    size_t count;
    const struct health_rule *rules = verdict_rules(&count), *found = NULL;
    enum health_status fits = m->rule == ALERT_DEGRADED ? HEALTH_DEGRADED : HEALTH_DOWN;
    for (size_t i = 0; i < count && m->reason[0]; i++)
        if (strcmp(rules[i].reason, m->reason) == 0 &&
            (!found || (rules[i].status == fits && found->status != fits)))
            found = &rules[i];
    return found;
}

void alert_text_cause(const struct alert_message *m, struct buffer *out)
{
    const struct health_rule *verdict = verdict_of(m);
    if (verdict)
        buffer_format(out, "%s %s%s", verdict->sentence, verdict->meaning, m->detail[0] ? " " : "");
    buffer_text(out, m->detail);
}

/* "12 s", "5 min 3 s", "2 h 5 min", "3 j 4 h". */
static void write_duration(uint64_t s, struct buffer *out)
{
    if (s < 60)
        buffer_format(out, "%" PRIu64 " s", s);
    else if (s < 3600)
        buffer_format(out, "%" PRIu64 " min %" PRIu64 " s", s / 60, s % 60);
    else if (s < 86400)
        buffer_format(out, "%" PRIu64 " h %" PRIu64 " min", s / 3600, s % 3600 / 60);
    else
        buffer_format(out, "%" PRIu64 " j %" PRIu64 " h", s / 86400, s % 86400 / 3600);
}

void alert_text_time(const struct alert_message *m, struct buffer *out)
{
    char text[CLOCK_TEXT_SIZE];
    clock_iso_seconds(m->since_ms, text, sizeof(text));
    buffer_format(out, "%.10s %s UTC", text, text + 11);
    if (m->kind == ALERT_NOTICED && !m->lasted_s)
        return; /* of one instant, as a trial */
    buffer_text(out, m->kind == ALERT_OVER || m->kind == ALERT_NOTICED ? ", a duré " : ", depuis ");
    write_duration(m->lasted_s, out);
    if (m->rounds > 1)
        buffer_format(out, ", %u fois", m->rounds);
}

void alert_text_advice(const struct alert_message *m, struct buffer *out)
{
    const struct health_rule *verdict = verdict_of(m);
    if (m->kind == ALERT_OVER)
        buffer_text(out, "Rien à faire.");
    else if (m->repair[0])
        buffer_text(out, m->repair);
    else
        buffer_text(out, verdict ? verdict->next : alert_rule_row(m->rule)->advice);
}

static void write_line(const char *name, void (*part)(const struct alert_message *m, struct buffer *out),
                       const struct alert_message *m, struct buffer *out)
{
    size_t before = out->length;
    buffer_format(out, "%s : ", name);
    size_t begun = out->length;
    part(m, out);
    if (out->length == begun)
        buffer_truncate(out, before);
    else
        buffer_char(out, '\n');
}

void alert_text_whole(const struct alert_message *m, const char *page, struct buffer *out)
{
    alert_text_title(m, out);
    buffer_char(out, '\n');
    write_line("État", alert_text_state, m, out);
    write_line("Cause", alert_text_cause, m, out);
    write_line("Depuis", alert_text_time, m, out);
    write_line("Que faire", alert_text_advice, m, out);
    if (page)
        buffer_format(out, "Page : %s\n", page);
    buffer_format(out, "Alerte %s\n", m->id);
}
