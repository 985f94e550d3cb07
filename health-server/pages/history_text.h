/* The history in /health/detailed: where it is kept, since when, uptime, and the last incidents, in French.
 * Pure. */
#ifndef VIGIE_HISTORY_TEXT_H
#define VIGIE_HISTORY_TEXT_H

#include "buffer.h"
#include "report.h"

void history_text(struct buffer *out, const struct report *r);

#endif
