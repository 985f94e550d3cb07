/* Trends of a day and of a month: one small SVG a figure. The points stand in a path whose x counts pieces
 * and whose y counts thousandths of data-top from above, so that page.js can draw the same figures with
 * uPlot without asking again. A gap is time that nobody observed, or a figure that nobody knew. */
#include "page_sections.h"
#include "page_slices.h"

#include <inttypes.h>

#define HEIGHT 1000
#define MIB    (1024.0 * 1024.0)

enum figure { FIGURE_LATENCY, FIGURE_MEMORY, FIGURE_RECONNECTIONS, FIGURE_SHEETS, FIGURE_QUEUE, FIGURES };

static const struct {
    enum page_word title;
    double scale; /* from the history's unit to the shown one */
    int decimals;
    const char *unit;                         /* behind the figure, "" none */
    enum { LINE, LINE_AND_MAX, COUNTS } kind; /* of COUNTS the total tells more than the mean */
} FIGURE[] = {
    [FIGURE_LATENCY] = {WORD_CHART_LATENCY, 1000, 0, "ms", LINE_AND_MAX},
    [FIGURE_MEMORY] = {WORD_CHART_MEMORY, 1, 1, NULL, LINE_AND_MAX},
    [FIGURE_RECONNECTIONS] = {WORD_CHART_RECONNECTIONS, 1, 0, "", COUNTS},
    [FIGURE_SHEETS] = {WORD_CHART_SHEETS, 1000, 0, "ms", LINE},
    [FIGURE_QUEUE] = {WORD_CHART_QUEUE, 1, 0, "", LINE},
};

struct chart {
    enum figure figure;
    double mean[PAGE_SLICES], max[PAGE_SLICES]; /* in the shown unit; negative: not known */
    double highest, average, total;
    unsigned known;
    double warn, critical; /* limits, 0: none */
    double top;            /* of the scale */
};

static const struct history_figure *figure_of(const struct history_slice *slice, enum figure figure)
{
    return figure == FIGURE_LATENCY  ? &slice->latency_s
           : figure == FIGURE_MEMORY ? &slice->memory_mb
           : figure == FIGURE_SHEETS ? &slice->sheets_s
                                     : &slice->queue;
}

static void read_piece(struct chart *c, const struct page_slices *past, unsigned i)
{
    c->mean[i] = c->max[i] = -1;
    if (!past->seen[i])
        return;
    if (c->figure == FIGURE_RECONNECTIONS)
        c->mean[i] = c->max[i] = past->slices[i].reconnections;
    else {
        c->mean[i] = history_mean(figure_of(&past->slices[i], c->figure));
        c->max[i] = history_max(figure_of(&past->slices[i], c->figure));
    }
    if (c->mean[i] < 0)
        return;
    c->mean[i] *= FIGURE[c->figure].scale;
    c->max[i] *= FIGURE[c->figure].scale;
    c->total += c->mean[i];
    c->known++;
    if (c->max[i] > c->highest)
        c->highest = c->max[i];
}

static void read_chart(struct chart *c, const struct report *r, const struct page_slices *past,
                       enum figure figure)
{
    *c = (struct chart){.figure = figure};
    for (unsigned i = 0; i < PAGE_SLICES; i++)
        read_piece(c, past, i);
    c->average = c->known ? c->total / c->known : 0;
    c->top = c->highest > 0 ? c->highest * 1.1 : 1;
    if (figure != FIGURE_MEMORY)
        return;
    c->warn = (double)r->limits.warn_bytes / MIB;
    c->critical = (double)r->limits.critical_bytes / MIB;
    if (c->top < c->critical * 1.05)
        c->top = c->critical * 1.05;
}

/* "M0 243l1-61 1 5h1M7 3h0": a run of pieces that are known starts with M and goes on by differences, for
 * those are short; a single piece is a dot. */
static void write_path(struct buffer *out, const struct chart *c, const double *values, const char *class)
{
    buffer_format(out, "<path class=\"%s\" d=\"", class);
    char command = 0;
    int before = 0;
    for (unsigned i = 0; i < PAGE_SLICES; i++) {
        int y = HEIGHT - (int)(values[i] / c->top * HEIGHT + 0.5);
        if (values[i] < 0)
            command = 0;
        else if (!command) {
            bool alone = i + 1 == PAGE_SLICES || values[i + 1] < 0;
            buffer_format(out, "M%u %d%s", i, y, alone ? "h0" : "");
            command = 'M';
        } else if (y == before) {
            buffer_text(out, "h1");
            command = 'h';
        } else {
            buffer_format(out, "%s1%s%d", command == 'l' ? " " : "l", y > before ? " " : "", y - before);
            command = 'l';
        }
        before = y;
    }
    buffer_text(out, "\"/>");
}

static void write_limit(struct buffer *out, const struct chart *c, double limit, const char *class)
{
    if (limit > 0)
        buffer_format(out, "<path class=\"%s\" d=\"M0 %.0fH%d\"/>", class, HEIGHT - limit / c->top * HEIGHT,
                      PAGE_SLICES - 1);
}

static void write_value(struct buffer *out, const struct report *r, const struct chart *c, double value)
{
    const char *unit = FIGURE[c->figure].unit ? FIGURE[c->figure].unit : word_of(r, WORD_MB);
    html_decimal(out, r->language, value, FIGURE[c->figure].decimals);
    buffer_format(out, "%s%s", unit[0] ? "\u00a0" : "", unit);
}

/* "moyenne 42 ms, au plus 120 ms" */
static void write_summary(struct buffer *out, const struct report *r, const struct chart *c)
{
    if (!c->known) {
        buffer_text(out, word_of(r, WORD_CHART_NONE));
        return;
    }
    buffer_format(out, "%s ", word_of(r, FIGURE[c->figure].kind == COUNTS ? WORD_CHART_TOTAL : WORD_MEAN));
    write_value(out, r, c, FIGURE[c->figure].kind == COUNTS ? c->total : c->average);
    buffer_format(out, ", %s ", word_of(r, WORD_CHART_MAX));
    write_value(out, r, c, c->highest);
}

static void write_chart(struct buffer *out, const struct report *r, const struct chart *c)
{
    const char *unit = FIGURE[c->figure].unit ? FIGURE[c->figure].unit : word_of(r, WORD_MB);
    buffer_format(out, "<figure class=\"trend\"><figcaption><b>%s</b> <span class=\"small\">",
                  word_of(r, FIGURE[c->figure].title));
    write_summary(out, r, c);
    buffer_text(out, "</span></figcaption>\n");
    if (c->known) { /* the caption says it to those who do not see it */
        buffer_format(out,
                      "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" aria-hidden=\"true\" "
                      "data-top=\"%.6g\" data-unit=\"%s\">",
                      PAGE_SLICES - 1, HEIGHT, c->top, unit);
        write_limit(out, c, c->critical, "critical");
        write_limit(out, c, c->warn, "warn");
        if (FIGURE[c->figure].kind == LINE_AND_MAX)
            write_path(out, c, c->max, "max");
        write_path(out, c, c->mean, "mean");
        buffer_text(out, "</svg>\n");
    }
    buffer_text(out, "</figure>\n");
}

static void write_charts(struct buffer *out, const struct report *r, enum page_period when)
{
    struct page_slices past;
    struct chart chart;
    page_slices_read(&past, r, when);
    buffer_format(out,
                  "<div class=\"trends\" data-from=\"%" PRId64 "\" data-step=\"%" PRId64
                  "\" data-names=\"%s|%s\">\n",
                  past.from_s, past.step_s, word_of(r, WORD_MEAN), word_of(r, WORD_CHART_MAX));
    for (int i = 0; i < FIGURES; i++) {
        read_chart(&chart, r, &past, (enum figure)i);
        write_chart(out, r, &chart);
    }
    buffer_text(out, "</div>\n");
}

void section_charts_day(struct buffer *out, const struct report *r)
{
    if (!r->history) {
        section_empty(out, "trends-day");
        return;
    }
    buffer_format(out, "<section id=\"trends-day\" class=\"card\">\n<h2>%s, %s</h2>\n",
                  word_of(r, WORD_TRENDS), word_of(r, WORD_LAST_24_H));
    write_charts(out, r, PERIOD_DAY);
    section_close(out);
}

void section_charts_month(struct buffer *out, const struct report *r)
{
    if (!r->history) {
        section_empty(out, "trends-month");
        return;
    }
    buffer_format(out, "<section id=\"trends-month\" class=\"card\">\n<details><summary>%s, %s</summary>\n",
                  word_of(r, WORD_TRENDS), word_of(r, WORD_LAST_30_D));
    write_charts(out, r, PERIOD_MONTH);
    buffer_text(out, "</details>\n");
    section_close(out);
}
