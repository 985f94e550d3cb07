/* The latest events, troubles and recoveries alike, each once with how often it came. */
#include "event_words.h"
#include "page_sections.h"

#define SHOWN_OPEN     12
#define SHOWN_MAX      24
#define EVENT_TEXT_MAX 2048

static void write_event(struct buffer *out, const struct report *r, const struct health_event *event)
{
    buffer_format(out, "<li class=\"is-%s\"><span class=\"at\">", log_level_name(event->level));
    html_moment(out, r->language, event->at_ms);
    buffer_format(out, "</span> <span class=\"who\">%s</span> <span class=\"what\">", event->program);
    struct buffer text; /* others wrote a part of it */
    buffer_init(&text, EVENT_TEXT_MAX);
    event_write(&text, r, event);
    html_text(out, buffer_string(&text));
    buffer_free(&text);
    if (event->times > 1)
        buffer_format(out, " <span class=\"times\">× %u</span>", event->times);
    buffer_text(out, "</span></li>\n");
}

void section_events(struct buffer *out, const struct report *r)
{
    const struct health_event *event = health_events_at(r->events, 0);
    section_open(out, r, "events", WORD_EVENTS);
    if (!event) {
        buffer_format(out, "<p class=\"small\">%s</p>\n", word_of(r, WORD_NO_EVENT));
        section_close(out);
        return;
    }
    buffer_text(out, "<ol class=\"events\">\n");
    for (size_t back = 0; back < SHOWN_MAX && event; event = health_events_at(r->events, ++back)) {
        if (back == SHOWN_OPEN)
            buffer_format(out, "</ol>\n<details><summary>%s</summary>\n<ol class=\"events\">\n",
                          word_of(r, WORD_OLDER));
        write_event(out, r, event);
    }
    buffer_text(out, "</ol>\n");
    if (health_events_at(r->events, SHOWN_OPEN))
        buffer_text(out, "</details>\n");
    section_close(out);
}
