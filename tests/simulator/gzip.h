/* gzip of a whole text. */
#ifndef VIGIE_SIM_GZIP_H
#define VIGIE_SIM_GZIP_H

#include "buffer.h"

/* Appends it to `out`; false: no memory, or the cap. */
bool gzip_append(struct buffer *out, const char *text, size_t length);

#endif
