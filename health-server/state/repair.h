/* Which part of the service a verdict is about, and what a person must do where a worker or the supervisor
 * says it better than the verdict's own words: the same on /health, on the page and in alerts. Pure. */
#ifndef VIGIE_REPAIR_H
#define VIGIE_REPAIR_H

#include "report.h"

enum health_part { PART_SERVICE, PART_GATEWAY, PART_SHEETS, PART_MEMORY };

enum health_part health_part_of(enum condition condition);

/* What the worker that knows the trouble says is to be done, as in its log: French, "" where the rule's own
 * words say it. */
const char *report_trouble(const struct report *r);
/* The same in English; "" also where the worker has French words only. */
const char *report_trouble_english(const struct report *r);

/* The settings to correct and how, in English; nothing where what is wrong is no setting (a line of .env). */
void report_config_english(const struct report *r, struct buffer *out);

/* The detail that belongs to the verdict: the settings to correct, else report_trouble. French, "" if there
 * is none. */
const char *report_detail(const struct report *r);

#endif
