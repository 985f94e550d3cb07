/* Runs one of our programs to its end and takes what it says: for `check` and the demo, before the service
 * starts. */
#ifndef VIGIE_RUN_PROGRAM_H
#define VIGIE_RUN_PROGRAM_H

#include "buffer.h"
#include "err.h"

#include <stdbool.h>
#include <stdint.h>

struct run_program_order {
    const char *path;
    char *const *arguments;
    char *const *environment;
    int secrets_fd;   /* found as WORKER_FD_SECRETS; -1: none. Borrowed */
    bool with_stderr; /* take that too; else it is ours */
};

/* Appends its stdout to `out`. Killed after `patience_ms`: ERR_TIMEOUT. Could not be
 * started: ERR_SYSTEM. *ret_wait_status is written when it ended. */
struct err run_program(const struct run_program_order *order, uint64_t patience_ms, struct buffer *out,
                       int *ret_wait_status);

#endif
