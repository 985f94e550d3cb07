/* The page for people: one sentence of state first, then what it means and what happens next, then the parts,
 * each a section of its own file. Rendered whole on the server, so that it reads the same without JavaScript;
 * page.js swaps in what is newer. */
#include "array_len.h"
#include "build_info.h"
#include "page_sections.h"
#include "pages.h"
#include "status_words.h"

static void (*const SECTIONS[])(struct buffer *out, const struct report *r) = {
    section_state,    section_discord,    section_sheets,       section_memory,  section_service,
    section_uptime,   section_charts_day, section_charts_month, section_budgets, section_shards,
    section_programs, section_incidents,  section_alerts,       section_events,  section_tasks,
};

size_t page_status_sections(void)
{
    return ARRAY_LEN(SECTIONS);
}

void page_status_section(struct buffer *out, const struct report *r, size_t index)
{
    SECTIONS[index](out, r);
}

void page_status_main(struct buffer *out, const struct report *r)
{
    for (size_t i = 0; i < ARRAY_LEN(SECTIONS); i++)
        page_status_section(out, r, i);
}

/* What page.js says, in the page's language. */
static void write_words(struct buffer *out, const struct report *r)
{
    static const struct {
        const char *name;
        enum page_word word;
    } WORDS[] = {
        {"live", WORD_LIVE},           {"polled", WORD_POLLED},           {"stale", WORD_STALE_TITLE},
        {"since", WORD_STALE_SINCE},   {"next", WORD_STALE_NEXT},         {"none", WORD_STALE_WORD},
        {"working", WORD_ALL_WORKING}, {"unobserved", WORD_NOT_OBSERVED}, {"keys", WORD_BARS_KEYS},
    };
    for (size_t i = 0; i < ARRAY_LEN(WORDS); i++) {
        buffer_format(out, " data-%s=\"", WORDS[i].name);
        html_text(out, word_of(r, WORDS[i].word));
        buffer_char(out, '"');
    }
}

static void write_head(struct buffer *out, const struct report *r)
{
    buffer_format(
        out,
        "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"color-scheme\" content=\"light dark\">\n<title>Vigie · %s</title>\n"
        "<link rel=\"icon\" href=\"/icon.svg\" type=\"image/svg+xml\">\n"
        "<link rel=\"stylesheet\" href=\"/page.css?v=%s\">\n<script src=\"/uplot.js?v=%s\" defer></script>\n"
        "<script src=\"/page.js?v=%s\" defer></script>\n"
        "<noscript><meta http-equiv=\"refresh\" content=\"15\"></noscript>\n</head>\n",
        r->language == FRENCH ? "fr" : "en", word_of(r, status_words(r->status)->word), BUILD_COMMIT,
        BUILD_COMMIT, BUILD_COMMIT);
}

static void write_foot(struct buffer *out, const struct report *r)
{
    buffer_format(
        out,
        "</main>\n<footer><p>Vigie %s (%.12s) · <a href=\"/health\">%s</a> · <a "
        "href=\"/health/detailed\">%s</a> · "
        "<a href=\"/metrics\">%s</a> · <a href=\"/badge.svg\">%s</a></p></footer>\n</body>\n</html>\n",
        BUILD_VERSION, BUILD_COMMIT, word_of(r, WORD_LINK_HEALTH), word_of(r, WORD_LINK_REPORT),
        word_of(r, WORD_LINK_METRICS), word_of(r, WORD_LINK_BADGE));
}

void page_status(struct buffer *out, const struct report *r)
{
    const char *other = r->language == FRENCH ? "en" : "fr";
    write_head(out, r);
    buffer_text(out, "<body");
    write_words(out, r);
    buffer_format(
        out,
        ">\n<a class=\"skip\" href=\"#state\">%s</a>\n<header><img src=\"/icon.svg\" alt=\"\" width=\"28\" "
        "height=\"28\"><span class=\"brand\">Vigie</span>",
        word_of(r, WORD_SKIP));
    if (r->snapshot->supervisor.demo)
        buffer_format(out, "<span class=\"demo\">%s</span>", word_of(r, WORD_DEMO));
    buffer_format(out,
                  "<span id=\"live\" class=\"live\"></span><a class=\"switch\" href=\"/?lang=%s\" "
                  "lang=\"%s\" hreflang=\"%s\">"
                  "%s</a></header>\n<main>\n",
                  other, other, other, word_of(r, WORD_OTHER_LANGUAGE));
    page_status_main(out, r);
    write_foot(out, r);
}
