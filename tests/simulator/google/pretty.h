/* JSON as Google prints it: two blanks a level, one member a line, a newline at the end. Pure. */
#ifndef VIGIE_SIM_PRETTY_H
#define VIGIE_SIM_PRETTY_H

#include "buffer.h"

/* `compact` is JSON without blanks between its tokens. */
void pretty_print(const char *compact, size_t length, struct buffer *out);

#endif
