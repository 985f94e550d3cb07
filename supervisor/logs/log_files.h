/* The files of LOG_DIR: bot.log with the lines of all programs, and one for each program. The sink of a
 * writer of their own (log_writer.h), so that a disk that stalls holds up nothing else. */
#ifndef VIGIE_LOG_FILES_H
#define VIGIE_LOG_FILES_H

#include "log.h"
#include "log_writer.h"

#include <stdbool.h>
#include <stdint.h>

struct log_files;

extern const struct log_sink LOG_FILES_SINK; /* its ctx: a struct log_files; its tag: an enum worker */

/* Opens nothing yet: the writer's thread does. NULL without memory. `folder` is copied. */
struct log_files *log_files_create(const char *folder, enum log_format format);
/* Of the lines that are made here; from any thread. */
void log_files_set_format(struct log_files *f, enum log_format format);
/* Only once the writer has ended. Accepts NULL. */
void log_files_destroy(struct log_files **files);

struct log_files_fault {
    const char *path; /* of the first file that cannot be written, NULL: all can. Lives as the files do */
    int code;         /* errno */
    uint64_t lost;    /* lines that this file could not take */
};
/* From any thread. */
struct log_files_fault log_files_fault(const struct log_files *files);
/* Lines that some file could not take. From any thread. */
uint64_t log_files_dropped(const struct log_files *files);

#endif
