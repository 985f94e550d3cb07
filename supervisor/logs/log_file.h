/* One log file: appended to, rotated by size, opened again when somebody removed or moved it. It never stops
 * anything: a line that cannot be written is dropped, and the failure is there to be asked for. Owned by the
 * router. */
#ifndef VIGIE_LOG_FILE_H
#define VIGIE_LOG_FILE_H

#include "err.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct log_file {
    char path[PATH_MAX];
    int fd; /* -1: not open, tried again at log_file_check */
    uint64_t size;
    bool torn;          /* the last write ended in the middle of a line */
    uint64_t dropped;   /* lines */
    struct err failure; /* of the last write; ERR_OK once one succeeds */
};

/* Opens `folder`/`name`.log; a failure shows in `failure`. */
void log_file_open(struct log_file *f, const char *folder, const char *name);
void log_file_write(struct log_file *f, const char *line, size_t length);
/* Once a second or so: is our file still the one of that name? */
void log_file_check(struct log_file *f);
void log_file_close(struct log_file *f);

#endif
