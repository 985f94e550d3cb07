/* Incidents: cause and duration, the newest first. */
#include "history_view.h"
#include "page_names.h"
#include "page_sections.h"
#include "status_words.h"

#include <string.h>

#define SHOWN_OPEN 5
#define SHOWN_MAX  12

/* The rule whose reason it was, best with the same status; NULL: of another version. */
static const struct health_rule *rule_of(const struct incident *incident)
{
    size_t count;
    const struct health_rule *rules = verdict_rules(&count), *found = NULL;
    for (size_t i = 0; i < count; i++)
        if (strcmp(rules[i].reason, incident->reason) == 0 && (!found || rules[i].status == incident->status))
            found = &rules[i];
    return found;
}

static void write_incident(struct buffer *out, const struct report *r, const struct incident *incident)
{
    const struct health_rule *rule = rule_of(incident);
    const struct status_words *words = status_words(incident->status);
    buffer_format(out,
                  "<li class=\"is-%s\"><p><span class=\"mark\" role=\"img\" aria-label=\"%s\">%s</span> <b>",
                  incident->status == HEALTH_DOWN ? "fail" : "warn", word_of(r, words->word), words->symbol);
    html_text(out, rule ? health_rule_text(rule, r->language).sentence : incident->reason);
    buffer_text(out, "</b></p>\n<p class=\"small\">");
    html_moment(out, r->language, incident->began_ms);
    buffer_format(out, " · %s ", word_of(r, incident->ended_ms ? WORD_LASTED : WORD_LASTS));
    html_duration(out, r->language,
                  incident->ended_ms ? incident->seconds
                                     : (uint64_t)((r->wall_ms - incident->began_ms) / 1000));
    if (incident->ended_ms)
        buffer_format(out, " · %s", page_name(r->language, incident_end_sentence(incident->end)));
    if (incident->longest_silence_s) {
        buffer_format(out, " · %s ", word_of(r, WORD_SILENCE));
        html_duration(out, r->language, incident->longest_silence_s);
    }
    buffer_text(out, "</p></li>\n");
}

void section_incidents(struct buffer *out, const struct report *r)
{
    if (!r->history) {
        section_empty(out, "incidents");
        return;
    }
    const struct incident *incident = history_view_incident(r->history, 0);
    section_open(out, r, "incidents", WORD_INCIDENTS);
    if (!incident) {
        buffer_format(out, "<p class=\"small\">%s</p>\n", word_of(r, WORD_NO_INCIDENT));
        section_close(out);
        return;
    }
    buffer_text(out, "<ul class=\"list\">\n");
    for (size_t back = 0; back < SHOWN_MAX && incident;
         incident = history_view_incident(r->history, ++back)) {
        if (back == SHOWN_OPEN)
            buffer_format(out, "</ul>\n<details><summary>%s</summary>\n<ul class=\"list\">\n",
                          word_of(r, WORD_OLDER));
        write_incident(out, r, incident);
    }
    buffer_text(out, "</ul>\n");
    if (history_view_incident(r->history, SHOWN_OPEN))
        buffer_text(out, "</details>\n");
    section_close(out);
}
