/* How an event becomes a line. Pure. */
#ifndef VIGIE_LOG_RENDER_H
#define VIGIE_LOG_RENDER_H

#include "log.h"

/* One line, newline included, into `line` of LOG_LINE_MAX bytes; returns its length. A message too long is
 * cut at a character and marked " …[coupé]"; control characters are written as \xNN, spaces in values are
 * quoted. */
size_t log_render(char *line, enum log_format format, int64_t wall_ms, enum log_level level,
                  const char *program, const char *event, const struct log_field *fields,
                  const char *message);

/* The line that stands where `lost` lines of `program` are missing: "N lignes perdues". */
size_t log_render_losses(char *line, enum log_format format, int64_t wall_ms, const char *program,
                         uint64_t lost);

#endif
