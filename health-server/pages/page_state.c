/* The sentence for the state: what it is, what it means for members, what happens next and when. */
#include "page_sections.h"
#include "repair.h"
#include "status_words.h"

#define DAY_MS     INT64_C(86400000)
#define DETAIL_MAX 8192

/* "Reprise prévue à 14:32 UTC." where that is within a day, else with its date. */
static void write_return(struct buffer *out, const struct report *r)
{
    int64_t back_ms = r->timeline->banned_until_s * 1000;
    if (!back_ms)
        return;
    bool soon = back_ms - r->wall_ms < DAY_MS;
    buffer_format(out, " <span class=\"back\">%s ", word_of(r, soon ? WORD_BACK_AT : WORD_BACK_ON));
    if (soon)
        html_clock(out, back_ms);
    else
        html_moment(out, r->language, back_ms);
    buffer_text(out, ".</span>");
}

/* The settings to correct. */
static void write_detail(struct buffer *out, const struct report *r)
{
    struct buffer english;
    if (!r->snapshot->supervisor.config_error[0])
        return;
    buffer_init(&english, DETAIL_MAX);
    report_config_english(r, &english);
    buffer_text(out, "<p class=\"detail\">");
    if (r->language == FRENCH)
        html_text(out, r->snapshot->supervisor.config_error);
    else
        html_text(out, english.length ? buffer_string(&english) : word_of(r, WORD_CONFIG_IN_LOG));
    buffer_text(out, "</p>\n");
    buffer_free(&english);
}

/* All is well but for what an alert is about. */
static bool only_alerts_fire(const struct report *r)
{
    return r->rule->condition == CONDITION_ALWAYS && r->alerts && r->alerts->firing;
}

/* Where a worker says what is to be done, the page says that and nothing else. */
static void write_next(struct buffer *out, const struct report *r, const struct health_text *text)
{
    const char *trouble = r->language == ENGLISH ? report_trouble_english(r) : report_trouble(r);
    const char *next = only_alerts_fire(r) ? word_of(r, WORD_ALERT_FIRES) : text->next;
    buffer_format(out, "<p class=\"next\"><b>%s</b> ", word_of(r, WORD_WHAT_NEXT));
    html_text(out, trouble[0] ? trouble : next);
    write_return(out, r);
    buffer_text(out, "</p>\n");
}

/* Green only where every part is and no alert fires: what is normal but not all well is blue. */
static const char *look(const struct report *r)
{
    bool fires = r->alerts && r->alerts->firing;
    bool uneasy = r->status == HEALTH_HEALTHY && (fires || check_worst(r) != CHECK_PASS);
    return uneasy ? "notice" : health_status_word(r->status);
}

void section_state(struct buffer *out, const struct report *r)
{
    const struct status_words *words = status_words(r->status);
    struct health_text text = health_rule_text(r->rule, r->language);
    buffer_format(out,
                  "<section id=\"state\" class=\"state is-%s\" role=\"status\" aria-live=\"polite\">\n"
                  "<p class=\"pill\"><span aria-hidden=\"true\">%s</span> %s</p>\n<h1>",
                  look(r), words->symbol, word_of(r, words->word));
    html_text(out, text.sentence);
    buffer_text(out, "</h1>\n<p class=\"meaning\">");
    html_text(out, text.meaning);
    buffer_text(out, "</p>\n");
    write_next(out, r, &text);
    write_detail(out, r);
    buffer_format(out, "<p class=\"since\">%s ", word_of(r, WORD_STATE_SINCE));
    html_moment(out, r->language, r->status_since_ms);
    buffer_text(out, ".</p>\n");
    section_close(out);
}
