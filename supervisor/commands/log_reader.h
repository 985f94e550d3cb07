/* A log file read by a person's command: from its last lines on, over its rotated parts (rotation.h), and
 * then what is added, also when it is rotated, cut or removed meanwhile. Blocking; not for a loop. Owned by
 * its user, all zero is closed. */
#ifndef VIGIE_LOG_READER_H
#define VIGIE_LOG_READER_H

#include "err.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* False: nobody takes it any more. */
typedef bool log_reader_take(void *ctx, const char *bytes, size_t length);

struct log_reader {
    char path[PATH_MAX];
    int fd; /* the part that is being read */
    bool open;
    bool midline; /* what was handed on last did not end a line */
    log_reader_take *take;
    void *ctx;
};

/* Hands on the last `lines` of what there is. ERR_SYSTEM with ENOENT: there is no such log (yet); the reader
 * is ready to follow all the same. ERR_CLOSED: nobody takes it. */
struct err log_reader_begin(struct log_reader *r, const char *folder, const char *name, size_t lines,
                            log_reader_take *take, void *ctx);

/* Hands on what was added since. A line that its writer never ended is ended where the next part begins. */
struct err log_reader_follow(struct log_reader *r);

void log_reader_close(struct log_reader *r);

#endif
