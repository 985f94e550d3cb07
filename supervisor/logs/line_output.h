/* Writes whole lines to one descriptor that may be full, at its limit, or not read. What a short write leaves
 * of a line is written before the next line, so that no line is ever glued to another. Blocks: it belongs to
 * a writer's thread. Embedded by its owner, who also owns the descriptor. */
#ifndef VIGIE_LINE_OUTPUT_H
#define VIGIE_LINE_OUTPUT_H

#include "err.h"
#include "log.h"

#include <stdbool.h>
#include <stddef.h>

struct line_output {
    int fd;             /* -1: none; every line fails with EBADF */
    struct err failure; /* of the last write; ERR_OK once one succeeds */
    size_t rest_length; /* of a line whose beginning is written */
    char rest[LOG_LINE_MAX];
};

/* Begins on `fd`. Where that is a file of `path` that ends in the middle of a line, as a full disk or a power
 * cut leaves it, the line is marked as cut before anything else is written. `path` NULL: not looked at. */
void line_output_begin(struct line_output *o, int fd, const char *path);

/* False: nothing of the line is written, and `failure` says why. True: it is written, or begun, and the rest
 * follows when there is room. At most LOG_LINE_MAX bytes. */
bool line_output_write(struct line_output *o, const char *line, size_t length);

/* Writes what is left of a begun line. False: it cannot be written now. */
bool line_output_finish(struct line_output *o);

#endif
