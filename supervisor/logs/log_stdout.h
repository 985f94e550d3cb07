/* The supervisor's stdout, which someone else may share or not read: the sink of a writer of its own
 * (log_writer.h), so that a terminal that nobody reads holds up nothing else. Its flags are never touched
 * (O_NONBLOCK would be seen by everyone who shares it). Where nobody will ever read again, lines go nowhere;
 * where stdout is a file on a full disk, they are dropped, counted, and said when there is room. */
#ifndef VIGIE_LOG_STDOUT_H
#define VIGIE_LOG_STDOUT_H

#include "line_output.h"
#include "log_writer.h"

#include <stdatomic.h>
#include <stdint.h>

extern const struct log_sink LOG_STDOUT_SINK; /* its ctx: a struct log_stdout */

struct log_stdout {
    struct line_output out;
    atomic_int format; /* enum log_format, of lines about losses; for any thread */
    bool is_file;
    uint64_t unsaid;              /* the writer's alone */
    atomic_uint_fast64_t dropped; /* lines, for any thread */
};

/* Before the writer is there. `fd` is borrowed. */
void log_stdout_init(struct log_stdout *s, int fd, enum log_format format);

#endif
