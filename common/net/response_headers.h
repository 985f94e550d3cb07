/* The header fields of a response, as libcurl hands them over line by line. Kept as "name\0value\0" in a
 * buffer of its owner's, whose cap bounds them: what finds no place any more is not kept. Pure. */
#ifndef VIGIE_RESPONSE_HEADERS_H
#define VIGIE_RESPONSE_HEADERS_H

#include "buffer.h"

#include <stddef.h>

/* One line with its end. A status line begins anew: a 100 Continue came before, or a proxy's answer. */
void response_headers_take(struct buffer *headers, const char *line, size_t length);

/* The first field of that name, case-insensitive, without blanks around it; NULL: absent. Lives until the
 * next line. */
const char *response_headers_find(const struct buffer *headers, const char *name);

#endif
