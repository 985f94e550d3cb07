/* Where log lines go: stdout, bot.log, the program's own file, and as an event to the health-server. Lines
 * come from the supervisor's own log and from the pipes of its workers. Owned by the service. */
#ifndef VIGIE_LOG_ROUTER_H
#define VIGIE_LOG_ROUTER_H

#include "line_assembler.h"
#include "log.h"
#include "workers.h"

#include <stdint.h>

struct log_router;
struct loop;

struct log_router_options {
    const char *folder; /* NULL: stdout only. Borrowed for the call */
    enum log_format format;
    /* Lines of level notice and above, without their newline. Must not log. */
    void (*on_event)(void *ctx, const char *line, size_t length);
    void *ctx;
};
struct log_router *log_router_create(struct loop *loop, const struct log_router_options *options);
void log_router_destroy(struct log_router **router);

/* A finished line, newline included; the sink of the supervisor's own log (log_open). */
void log_router_line(struct log_router *router, enum worker program, enum log_level level, const char *line,
                     size_t length);

/* What a worker wrote: a line that its log made goes on as it is, anything else is wrapped into a line of its
 * own, and so is what was cut, with a mark. */
void log_router_output(struct log_router *router, enum worker program, const char *line, size_t length,
                       enum line_end end);

/* Once a second: look after the files, and say once a minute on stdout if they cannot be written. */
void log_router_tick(struct log_router *router, uint64_t now_ms);

/* Lines that some output could not take. */
uint64_t log_router_dropped(const struct log_router *router);

#endif
