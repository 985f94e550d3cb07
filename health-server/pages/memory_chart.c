/* One polyline; a table would say less in more room, so the label carries the figures for those who do not
 * see it. */
#include "memory_chart.h"

#include "html.h"
#include "page_words.h"

#define WIDTH  236
#define HEIGHT 40
#define MIB    (1024.0 * 1024.0)

static double highest(const struct window *memory, uint64_t now_ms, unsigned *ret_filled)
{
    double most = 0;
    for (unsigned back = 0; back < WINDOW_SLICES; back++) {
        double mean = window_slice_mean(memory, now_ms, back);
        *ret_filled += mean >= 0;
        if (mean > most)
            most = mean;
    }
    return most;
}

void memory_chart(struct buffer *out, enum language language, const struct window *memory, uint64_t now_ms)
{
    unsigned filled = 0;
    double top = highest(memory, now_ms, &filled) * 1.25;
    if (filled < 2 || top <= 0)
        return;
    const char *unit = page_word(language, WORD_MB);
    buffer_format(out,
                  "<svg class=\"chart\" viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"img\" "
                  "aria-label=\"%s, %s ",
                  WIDTH, HEIGHT, page_word(language, WORD_MEMORY_LINE), page_word(language, WORD_MEAN));
    html_decimal(out, language, window_mean(memory, now_ms) / MIB, 1);
    buffer_format(out, " %s, %s ", unit, page_word(language, WORD_HIGHEST));
    html_decimal(out, language, top / 1.25 / MIB, 1);
    buffer_format(out, " %s\"><polyline points=\"", unit);
    for (unsigned back = WINDOW_SLICES; back-- > 0;) {
        double mean = window_slice_mean(memory, now_ms, back);
        if (mean >= 0)
            buffer_format(out, "%.1f,%.1f ", WIDTH - (double)back * WIDTH / (WINDOW_SLICES - 1),
                          HEIGHT - mean / top * HEIGHT);
    }
    buffer_text(out, "\"/></svg>\n");
}
