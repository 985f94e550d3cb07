/* Small pieces of the HTML page, in its language. Pure. */
#ifndef VIGIE_HTML_H
#define VIGIE_HTML_H

#include "buffer.h"
#include "language.h"

#include <stdint.h>

/* Text, with & < > " ' escaped: good for content and quoted attributes. */
void html_text(struct buffer *out, const char *text);

/* "12 s", "3 min", "2 h 05", "3 j 4 h", with no-break spaces. */
void html_duration(struct buffer *out, enum language language, uint64_t seconds);

/* "0,125", "0.125" */
void html_decimal(struct buffer *out, enum language language, double value, int decimals);

/* "0 coupure", "2 coupures"; "0 errors", "1 error", "2 errors": `one` and `many` in the same language. */
void html_count(struct buffer *out, enum language language, uint64_t count, const char *one,
                const char *many);

/* <time datetime="2024-01-01T12:00:00Z">1er janvier, 12:00 UTC</time>; nothing for 0. page.js writes it anew
 * in the viewer's own time. */
void html_moment(struct buffer *out, enum language language, int64_t wall_ms);

/* <time class="clock" datetime="2024-01-01T12:00:00Z">12:00 UTC</time>; nothing for 0. */
void html_clock(struct buffer *out, int64_t wall_ms);

/* What <time> holds, without the element: "1er janvier, 12:00". */
void html_moment_text(struct buffer *out, enum language language, int64_t wall_ms);

#endif
