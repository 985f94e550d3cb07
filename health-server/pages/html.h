/* Small pieces of the French HTML page. Pure. */
#ifndef VIGIE_HTML_H
#define VIGIE_HTML_H

#include "buffer.h"

#include <stdint.h>

/* Text, with & < > " ' escaped: good for content and quoted attributes. */
void html_text(struct buffer *out, const char *text);

/* "12 s", "3 min", "2 h 05", "3 j 4 h", with no-break spaces. */
void html_duration(struct buffer *out, uint64_t seconds);

/* "0,125": French decimals. */
void html_decimal(struct buffer *out, double value, int decimals);

/* "0 coupure", "2 coupures" */
void html_count(struct buffer *out, uint64_t count, const char *one, const char *many);

/* <time datetime="2024-01-01T12:00:00Z">1 janvier, 12:00 UTC</time>; nothing for 0. */
void html_moment(struct buffer *out, int64_t wall_ms);

#endif
