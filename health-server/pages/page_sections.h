/* The sections of the status page, one file a subject. Each writes one <section id=…>, also where it has
 * nothing to show (then it is empty and hidden): page.js replaces what is there and adds nothing. In the
 * report's language. Pure. */
#ifndef VIGIE_PAGE_SECTIONS_H
#define VIGIE_PAGE_SECTIONS_H

#include "checks.h"
#include "html.h"
#include "report.h"

void section_state(struct buffer *out, const struct report *r);
void section_uptime(struct buffer *out, const struct report *r);
void section_discord(struct buffer *out, const struct report *r);
void section_sheets(struct buffer *out, const struct report *r);
void section_memory(struct buffer *out, const struct report *r);
void section_service(struct buffer *out, const struct report *r);
void section_charts_day(struct buffer *out, const struct report *r);
void section_charts_month(struct buffer *out, const struct report *r);
void section_budgets(struct buffer *out, const struct report *r);
void section_shards(struct buffer *out, const struct report *r);
void section_programs(struct buffer *out, const struct report *r);
void section_tasks(struct buffer *out, const struct report *r);
void section_incidents(struct buffer *out, const struct report *r);
void section_alerts(struct buffer *out, const struct report *r);
void section_events(struct buffer *out, const struct report *r);

/* A word of page_words.def in the report's language. */
const char *word_of(const struct report *r, enum page_word word);

/* <section id="ID" class="card"> with its heading. */
void section_open(struct buffer *out, const struct report *r, const char *id, enum page_word title);
void section_close(struct buffer *out);
/* <section id="ID" hidden>, of a section that has nothing to show. */
void section_empty(struct buffer *out, const char *id);

/* A small sign of pass, warn or fail: shape, colour and a word for those who see neither. */
void section_mark(struct buffer *out, const struct report *r, enum check check);

#endif
