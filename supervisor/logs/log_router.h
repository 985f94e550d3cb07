/* Where log lines go: stdout, bot.log, the program's own file, and as an event to the health-server. Lines
 * come from the supervisor's own log and from the pipes of its workers. stdout and the files have a writer
 * each, beside the loop: a terminal that nobody reads costs the files nothing, nor a disk that stalls stdout.
 * Owned by the service. */
#ifndef VIGIE_LOG_ROUTER_H
#define VIGIE_LOG_ROUTER_H

#include "err.h"
#include "line_assembler.h"
#include "log.h"
#include "workers.h"

#include <stdbool.h>
#include <stdint.h>

struct log_router;

struct log_router_options {
    const char *folder; /* NULL: stdout only. Borrowed for the call */
    enum log_format format;
    /* Lines of level notice and above, without their newline. Must not log. */
    void (*on_event)(void *ctx, const char *line, size_t length);
    void *ctx;
};
/* Fails where there is no memory, or no thread can be made. */
struct err log_router_create(const struct log_router_options *options, struct log_router **ret_router);
/* Of the lines that are made here: wrapped output, losses. */
void log_router_set_format(struct log_router *router, enum log_format format);
/* Waits for each writer for at most 1 s; a line on stdout tells of files that are not whole by then. Accepts
 * NULL. */
void log_router_destroy(struct log_router **router);

/* A finished line, newline included; the sink of the supervisor's own log (log_open). */
void log_router_line(struct log_router *router, enum worker program, enum log_level level, const char *line,
                     size_t length);

/* What a worker wrote: a line that its log made goes on as it is, anything else is wrapped into a line of its
 * own, and so is what was cut, with a mark. */
void log_router_output(struct log_router *router, enum worker program, const char *line, size_t length,
                       enum line_end end);

/* The writers are at work and cannot follow: what can wait in a pipe should. */
bool log_router_crowded(struct log_router *router);

/* Once a second: say losses that no line follows, and once a minute on stdout that files cannot be written.
 */
void log_router_tick(struct log_router *router, uint64_t now_ms);

/* Lines that some output could not take. */
uint64_t log_router_dropped(const struct log_router *router);

#endif
