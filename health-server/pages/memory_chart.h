/* Memory of the last five minutes as a small SVG line. Pure. */
#ifndef VIGIE_MEMORY_CHART_H
#define VIGIE_MEMORY_CHART_H

#include "averages.h"
#include "language.h"

/* Writes nothing until two slices are filled. The scale runs from 0 to a quarter above the highest slice. */
void memory_chart(struct buffer *out, enum language language, const struct window *memory, uint64_t now_ms);

#endif
