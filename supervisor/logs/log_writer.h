/* A thread that writes log lines, so that the loop never waits for a disk or a terminal. The loop puts lines
 * into a bounded queue; the thread takes them out and calls the sink, which may block for as long as it
 * likes. The thread has a small stack, takes no signals and never forks; the process goes on forking from the
 * loop's thread, whose children call async-signal-safe functions only. */
#ifndef VIGIE_LOG_WRITER_H
#define VIGIE_LOG_WRITER_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log_writer;

/* Called on the thread, one at a time. */
struct log_sink {
    void (*begin)(void *ctx); /* once, first. May be NULL */
    void (*write)(void *ctx, uint32_t tag, const char *line, size_t length);
    void (*lost)(void *ctx, uint64_t lines); /* so many were dropped here, before the next line */
    void (*flush)(void *ctx);                /* no line waits now: time for what write has collected */
};

/* Fails where no thread can be made. `sink` is borrowed until the end, as `ctx` is. */
struct err log_writer_create(const struct log_sink *sink, void *ctx, struct log_writer **ret_writer);

/* From the loop's thread; never waits for the sink. At most LOG_LINE_MAX bytes; dropped and counted when
 * there is no room. */
void log_writer_put(struct log_writer *w, uint32_t tag, const char *line, size_t length);
/* Calls the sink's flush even if no line comes. */
void log_writer_wake(struct log_writer *w);
/* The same if there are losses to say, else nothing. */
void log_writer_say_losses(struct log_writer *w);
/* More waits than should, and the sink is at work, not stalled (sink_pace.h): who can wait should put no more
 * now. From the loop's thread. */
bool log_writer_crowded(struct log_writer *w);
/* Lines that found no room. */
uint64_t log_writer_dropped(struct log_writer *w);

/* Writes what waits, then ends the thread and frees the writer; *writer is NULL after that. False: not within
 * `patience_ms`; the thread is left alone, frees the writer if it ends before the process does, and the
 * sink's ctx must live as long. Accepts NULL. */
bool log_writer_end(struct log_writer **writer, uint64_t patience_ms);

#endif
