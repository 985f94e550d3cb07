/* One log file: appended to, rotated by size, opened again when somebody removed or moved it. It never stops
 * anything: a line that cannot be written is dropped and counted, the failure is there to be asked for, and
 * how many were dropped is said before the next line that can be written. It blocks as disks do: it belongs
 * to the writer's thread (log_files.h). */
#ifndef VIGIE_LOG_FILE_H
#define VIGIE_LOG_FILE_H

#include "line_output.h"

#include <limits.h>
#include <stdatomic.h>
#include <stdint.h>

struct log_file {
    char path[PATH_MAX];
    const char *program; /* whose lines they are, for the line about losses */
    atomic_int format;   /* enum log_format, of lines about losses; for any thread */
    struct line_output out;
    uint64_t size, limit;     /* size: with the lines that wait to be flushed */
    uint64_t dropped, unsaid; /* lines, in all and since the last that was written */
};

/* Opens `folder`/`name`.log; a failure shows in `out.failure`. `program` is borrowed for ever. */
void log_file_open(struct log_file *f, const char *folder, const char *name, const char *program,
                   enum log_format format);
/* Collects a line. */
void log_file_write(struct log_file *f, const char *line, size_t length);
/* Writes what was collected. */
void log_file_flush(struct log_file *f);
/* Lines that were lost before they came here. */
void log_file_lost(struct log_file *f, uint64_t lines);
/* Once a second or so: is our file still the one of that name? */
void log_file_check(struct log_file *f);
void log_file_close(struct log_file *f);

#endif
