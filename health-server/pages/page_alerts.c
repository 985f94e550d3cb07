/* What fires, who is told, and whether it arrives. */
#include "page_names.h"
#include "page_sections.h"

static enum check check_channel(const struct alert_channel_view *c)
{
    return c->health == ALERT_CHANNEL_GIVEN_UP ? CHECK_FAIL
           : c->health == ALERT_CHANNEL_WAITS  ? CHECK_WARN
                                               : CHECK_PASS;
}

static void write_firing(struct buffer *out, const struct report *r, const struct alert_rule_view *rule)
{
    buffer_text(out, "<li class=\"is-warn\"><p>");
    section_mark(out, r, CHECK_WARN);
    buffer_text(out, " <b>");
    html_text(out, page_name(r->language, rule->title));
    buffer_text(out, "</b></p>\n<p class=\"small\">");
    html_text(out, page_name(r->language, rule->severity));
    buffer_text(out, " · ");
    html_moment(out, r->language, rule->since_wall_ms);
    buffer_text(out, "</p>\n");
    if (rule->advice[0]) {
        buffer_text(out, "<p class=\"small\" lang=\"fr\">");
        html_text(out, rule->advice);
        buffer_text(out, "</p>\n");
    }
    buffer_text(out, "</li>\n");
}

static void write_all_firing(struct buffer *out, const struct report *r)
{
    const struct alerts_view *a = r->alerts;
    if (!a->firing) {
        buffer_format(out, "<p>%s</p>\n", word_of(r, WORD_NO_ALERT));
        return;
    }
    buffer_text(out, "<ul class=\"list\">\n");
    for (size_t i = 0; i < a->rule_count; i++)
        if (a->rules[i].firing)
            write_firing(out, r, &a->rules[i]);
    buffer_text(out, "</ul>\n");
}

static void write_channel(struct buffer *out, const struct report *r, const struct alert_channel_view *c)
{
    static const enum page_word HEALTH[] = {
        [ALERT_CHANNEL_OFF] = WORD_CHANNEL_OFF,           [ALERT_CHANNEL_UNTRIED] = WORD_CHANNEL_UNTRIED,
        [ALERT_CHANNEL_WORKS] = WORD_CHANNEL_WORKS,       [ALERT_CHANNEL_WAITS] = WORD_CHANNEL_WAITS,
        [ALERT_CHANNEL_GIVEN_UP] = WORD_CHANNEL_GIVEN_UP,
    };
    enum check check = check_channel(c);
    buffer_format(out, "<li class=\"is-%s\"><p>", check_word(check));
    if (c->health != ALERT_CHANNEL_OFF)
        section_mark(out, r, check);
    buffer_format(out, " %s%s<span class=\"word\">%s</span>",
                  word_of(r, c == &r->alerts->channels[0] ? WORD_CHANNEL_WEBHOOK : WORD_CHANNEL_FALLBACK),
                  word_of(r, WORD_COLON), word_of(r, HEALTH[c->health]));
    buffer_text(out, "</p>\n<p class=\"small\">");
    if (c->health != ALERT_CHANNEL_OFF) {
        html_count(out, r->language, c->sent, word_of(r, WORD_SENT_ONE), word_of(r, WORD_SENT_MANY));
        if (c->waiting)
            buffer_format(out, ", %zu %s", c->waiting, word_of(r, WORD_WAIT_ONE));
    }
    if (c->health == ALERT_CHANNEL_WAITS && c->retry_at_wall_ms) {
        buffer_format(out, " · %s ", word_of(r, WORD_RETRY_AT));
        html_clock(out, c->retry_at_wall_ms);
    }
    buffer_text(out, "</p></li>\n");
}

static void write_outreach(struct buffer *out, const struct report *r)
{
    static const enum page_word STATES[] = {
        [SELF_PING_OFF] = WORD_SELF_PING_OFF,         [SELF_PING_REFUSED] = WORD_SELF_PING_REFUSED,
        [SELF_PING_UNTRIED] = WORD_SELF_PING_UNTRIED, [SELF_PING_REACHES] = WORD_SELF_PING_REACHES,
        [SELF_PING_FAILS] = WORD_SELF_PING_FAILS,
    };
    const struct outreach_view *o = r->outreach;
    if (!o)
        return;
    bool bad = o->self_ping == SELF_PING_FAILS || o->self_ping == SELF_PING_REFUSED;
    buffer_format(out, "<li class=\"is-%s\"><p>", bad ? "warn" : "pass");
    if (o->self_ping != SELF_PING_OFF)
        section_mark(out, r, bad ? CHECK_WARN : CHECK_PASS);
    buffer_format(out, " %s%s<span class=\"word\">%s</span></p></li>\n", word_of(r, WORD_SELF_PING),
                  word_of(r, WORD_COLON), word_of(r, STATES[o->self_ping]));
    if (!o->push_on)
        return;
    buffer_format(out, "<li class=\"is-%s\"><p>", o->push_works ? "pass" : "warn");
    section_mark(out, r, o->push_works ? CHECK_PASS : CHECK_WARN);
    buffer_format(out, " %s%s<span class=\"word\">%s</span></p></li>\n", word_of(r, WORD_PUSH),
                  word_of(r, WORD_COLON), word_of(r, o->push_works ? WORD_PUSH_WORKS : WORD_PUSH_FAILS));
}

static void write_recent(struct buffer *out, const struct report *r)
{
    const struct alerts_view *a = r->alerts;
    if (!a->recent_count)
        return;
    buffer_format(out, "<h3>%s</h3>\n<ul class=\"list\">\n", word_of(r, WORD_SENT_LATELY));
    for (size_t i = 0; i < a->recent_count; i++) {
        const struct alert_message_view *m = &a->recent[i];
        buffer_text(out, "<li><p>");
        html_text(out, page_name(r->language, m->title));
        buffer_text(out, word_of(r, WORD_COLON));
        html_text(out, page_name(r->language, m->kind));
        buffer_text(out, "</p>\n<p class=\"small\">");
        html_moment(out, r->language, m->made_wall_ms);
        if (m->lasted_s) {
            buffer_format(out, " · %s ", word_of(r, WORD_LASTED));
            html_duration(out, r->language, m->lasted_s);
        }
        if (m->waits)
            buffer_format(out, " · %s", word_of(r, WORD_UNSENT));
        buffer_text(out, "</p></li>\n");
    }
    buffer_text(out, "</ul>\n");
}

void section_alerts(struct buffer *out, const struct report *r)
{
    if (!r->alerts) {
        section_empty(out, "alerts");
        return;
    }
    section_open(out, r, "alerts", WORD_ALERTS);
    write_all_firing(out, r);
    buffer_format(out, "<h3>%s</h3>\n", word_of(r, WORD_CHANNELS));
    bool any = false;
    for (size_t i = 0; i < ALERT_CHANNELS_MAX; i++)
        any |= r->alerts->channels[i].health != ALERT_CHANNEL_OFF;
    if (!any)
        buffer_format(out, "<p class=\"small\">%s</p>\n", word_of(r, WORD_NO_CHANNEL));
    buffer_text(out, "<ul class=\"list\">\n");
    for (size_t i = 0; i < ALERT_CHANNELS_MAX && any; i++)
        write_channel(out, r, &r->alerts->channels[i]);
    write_outreach(out, r);
    buffer_text(out, "</ul>\n");
    write_recent(out, r);
    section_close(out);
}
