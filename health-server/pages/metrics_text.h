/* Lines of the Prometheus text format that do not come from metrics.def. docs/metrics.md names what is
 * written with it (scripts/metrics_table.py reads the calls: literals, please). */
#ifndef VIGIE_METRICS_TEXT_H
#define VIGIE_METRICS_TEXT_H

#include "buffer.h"

/* HELP and TYPE: before the first sample of a family. */
void metrics_head(struct buffer *out, const char *family, const char *kind, const char *help);

#endif
