/* Every page of health-server: a report goes in, bytes come out. Pure: no clock, no sockets, nothing kept.
 * The status page is in the report's language, /health and all others in French. Each appends to `out`, whose
 * cap bounds it (PAGE_MOST is enough for all). What may stand on them is decided in CONTRACT section 3: never
 * tokens, keys, webhook URLs, session or sheet ids, message content. */
#ifndef VIGIE_PAGES_H
#define VIGIE_PAGES_H

#include "buffer.h"
#include "report.h"

#define PAGE_MOST (224 * 1024)

void page_ping(struct buffer *out, const struct report *r);     /* text */
void page_health(struct buffer *out, const struct report *r);   /* JSON, members and order fixed */
void page_detailed(struct buffer *out, const struct report *r); /* French text, first lines fixed */
void page_ready(struct buffer *out, const struct report *r);    /* JSON */
void page_version(struct buffer *out, const struct report *r);  /* JSON */
void page_metrics(struct buffer *out, const struct report *r);  /* Prometheus text 0.0.4 */
void page_history(struct buffer *out, const struct report *r);  /* JSON, of r->asked */
void page_badge(struct buffer *out, const struct report *r);    /* SVG */

/* HTML: the whole page, and the part of it that changes. */
void page_status(struct buffer *out, const struct report *r);
void page_status_main(struct buffer *out, const struct report *r);
/* The same part section by section, in the order of the page. */
size_t page_status_sections(void);
void page_status_section(struct buffer *out, const struct report *r, size_t index);

/* Files of health-server/assets, compiled in. */
void page_css(struct buffer *out, const struct report *r);
void page_js(struct buffer *out, const struct report *r);
void page_uplot(struct buffer *out, const struct report *r);
void page_icon(struct buffer *out, const struct report *r);

#endif
