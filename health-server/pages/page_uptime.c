/* Availability: two rows of 90 bars, each the worst that was seen in its time, and the share of the observed
 * time that was not down. A bar says in words what it hides where that is not all well; page.js says it for
 * every bar, to the pointer and to the arrow keys, in the viewer's time. Time that nobody observed is empty,
 * never green. */
#include "page_sections.h"
#include "page_slices.h"

#include <inttypes.h>
#include <string.h>

struct bar_row {
    const char *id;
    enum page_word label, ago;
    struct page_slices past;
};

/* "en panne 12 %, dégradé 3 %" of a slice that was not working all the time. */
static void write_seen(struct buffer *out, const struct report *r, const struct history_slice *slice)
{
    static const struct {
        enum health_status status;
        enum page_word word;
    } BAD[] = {{HEALTH_DOWN, WORD_SEEN_DOWN},
               {HEALTH_DEGRADED, WORD_SEEN_DEGRADED},
               {HEALTH_STARTING, WORD_SEEN_STARTING}};
    const char *between = "";
    for (size_t i = 0; i < sizeof(BAD) / sizeof(BAD[0]); i++) {
        uint32_t seen = slice->seen[BAD[i].status];
        if (!seen)
            continue;
        buffer_format(out, "%s%s ", between, word_of(r, BAD[i].word));
        html_decimal(out, r->language, 100.0 * seen / history_slice_samples(slice), 0);
        buffer_text(out, "\u00a0%");
        between = ", ";
    }
}

/* Of each bar the worst that was seen: h working, g degraded, d down, s starting, - not observed. */
static char letter(const struct page_slices *past, unsigned index)
{
    static const char LETTERS[] = {
        [HEALTH_STARTING] = 's', [HEALTH_HEALTHY] = 'h', [HEALTH_DEGRADED] = 'g', [HEALTH_DOWN] = 'd'};
    return past->seen[index] ? LETTERS[history_slice_worst(&past->slices[index])] : '-';
}

/* All that are well in one path: a dashed line for each run of them, a dash of 3 and a gap of 1 for each bar
 * (page.css). */
static void write_good_bars(struct buffer *out, const struct page_slices *past)
{
    buffer_text(out, "<path class=\"h\" d=\"");
    for (unsigned i = 0, end; i < PAGE_SLICES; i = end + 1) {
        for (end = i; end < PAGE_SLICES && letter(past, end) == 'h';)
            end++;
        if (end > i)
            buffer_format(out, "M%.1f 17h%u", i * 4 - 1.5, (end - i) * 4 - 1);
    }
    buffer_text(out, "\"/>");
}

static void write_bad_bar(struct buffer *out, const struct report *r, const struct page_slices *past,
                          unsigned index)
{
    buffer_format(out, "<path class=\"%c\" d=\"M%u 0v34\"><title>", letter(past, index), index * 4);
    html_moment_text(out, r->language, (past->from_s + index * past->step_s) * 1000);
    buffer_text(out, " UTC · ");
    write_seen(out, r, &past->slices[index]);
    buffer_text(out, "</title></path>");
}

static void write_bars(struct buffer *out, const struct report *r, const struct bar_row *row)
{
    buffer_format(
        out,
        "<figure class=\"bars\"><figcaption id=\"%s-label\">%s</figcaption>\n<svg id=\"%s\" viewBox=\"-1.5 0 "
        "359 34\" "
        "preserveAspectRatio=\"none\" role=\"img\" aria-labelledby=\"%s-label\" data-from=\"%" PRId64
        "\" data-step=\"%" PRId64 "\" data-seen=\"",
        row->id, word_of(r, row->label), row->id, row->id, row->past.from_s, row->past.step_s);
    for (unsigned i = 0; i < PAGE_SLICES; i++)
        buffer_char(out, letter(&row->past, i));
    buffer_text(out, "\">");
    write_good_bars(out, &row->past);
    for (unsigned i = 0; i < PAGE_SLICES; i++)
        if (!strchr("h-", letter(&row->past, i)))
            write_bad_bar(out, r, &row->past, i);
    buffer_format(out,
                  "</svg>\n<p class=\"ends small\"><span>%s</span><span "
                  "class=\"tell\"></span><span>%s</span></p></figure>\n",
                  word_of(r, row->ago), word_of(r, WORD_TODAY));
}

/* The bars that are not all well, newest first, for readers who see no bars. */
static void write_words(struct buffer *out, const struct report *r, const struct bar_row *row)
{
    buffer_format(out, "<h3>%s</h3>\n<ul>\n", word_of(r, row->label));
    bool any = false;
    for (unsigned i = PAGE_SLICES; i-- > 0;) {
        const struct history_slice *slice = &row->past.slices[i];
        if (!row->past.seen[i] || history_slice_worst(slice) == HEALTH_HEALTHY)
            continue;
        any = true;
        buffer_text(out, "<li>");
        html_moment(out, r->language, (row->past.from_s + i * row->past.step_s) * 1000);
        buffer_text(out, word_of(r, WORD_COLON));
        write_seen(out, r, slice);
        buffer_text(out, "</li>\n");
    }
    if (!any)
        buffer_format(out, "<li>%s</li>\n", word_of(r, WORD_BARS_QUIET));
    buffer_text(out, "</ul>\n");
}

/* 99.9 % is not 100 %: rounded down. */
static void write_percent(struct buffer *out, const struct report *r, double percent)
{
    double tenths = (double)(int64_t)(percent * 10);
    html_decimal(out, r->language, tenths / 10, percent >= 100 ? 0 : 1);
    buffer_text(out, "\u00a0%");
}

static void write_share(struct buffer *out, const struct report *r, int64_t period_s, enum page_word label)
{
    struct history_uptime up = history_view_uptime(r->history, period_s, r->wall_ms / 1000);
    buffer_format(out, "<div><dt>%s</dt><dd><b>", word_of(r, label));
    if (up.known)
        write_percent(out, r, up.up_percent);
    else
        buffer_text(out, "–");
    buffer_text(out, "</b> <span class=\"small\">");
    if (up.known) {
        if (up.observed_percent > 0 && up.observed_percent < 0.1)
            buffer_text(out, "&lt;\u00a0");
        write_percent(out, r, up.observed_percent < 0.1 ? 0.1 : up.observed_percent);
        buffer_format(out, " %s", word_of(r, WORD_OBSERVED));
    } else
        buffer_text(out, word_of(r, WORD_NOTHING_OBSERVED));
    buffer_text(out, "</span></dd></div>\n");
}

/* Since when anything was observed, and whether it will be remembered. */
static void write_memory(struct buffer *out, const struct report *r)
{
    int64_t since_s = history_view_begins(r->history, r->wall_ms / 1000);
    buffer_text(out, "<p class=\"small\">");
    if (since_s) {
        buffer_format(out, "%s ", word_of(r, WORD_SINCE));
        html_moment(out, r->language, since_s * 1000);
        buffer_text(out, ". ");
    }
    if (history_view_place(r->history) == HISTORY_IN_MEMORY)
        buffer_text(out, word_of(r, WORD_IN_MEMORY));
    else if (r->outreach && r->outreach->hours.known)
        buffer_text(out, word_of(r, WORD_EPHEMERAL));
    buffer_text(out, "</p>\n");
}

void section_uptime(struct buffer *out, const struct report *r)
{
    if (!r->history) {
        section_empty(out, "uptime");
        return;
    }
    struct bar_row day = {.id = "bars-day", .label = WORD_BARS_24_H, .ago = WORD_AGO_24_H};
    struct bar_row month = {.id = "bars-month", .label = WORD_BARS_30_D, .ago = WORD_AGO_30_D};
    page_slices_read(&day.past, r, PERIOD_DAY);
    page_slices_read(&month.past, r, PERIOD_MONTH);
    section_open(out, r, "uptime", WORD_UPTIME);
    buffer_text(out, "<dl class=\"shares\">\n");
    write_share(out, r, 86400, WORD_LAST_24_H);
    write_share(out, r, 7 * 86400, WORD_LAST_7_D);
    write_share(out, r, 30 * 86400, WORD_LAST_30_D);
    buffer_text(out, "</dl>\n");
    write_bars(out, r, &day);
    write_bars(out, r, &month);
    buffer_format(out, "<details><summary>%s</summary>\n", word_of(r, WORD_BARS_TABLE));
    write_words(out, r, &day);
    write_words(out, r, &month);
    buffer_text(out, "</details>\n");
    write_memory(out, r);
    section_close(out);
}
