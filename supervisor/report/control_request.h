/* What may be asked of a running supervisor, one short line: "status", "status --json", "restart NAME",
 * "restart all", "reload", "stop". Pure. */
#ifndef VIGIE_CONTROL_REQUEST_H
#define VIGIE_CONTROL_REQUEST_H

#include "workers.h"

#include <stddef.h>

#define CONTROL_LINE_MOST 128

enum control_verb {
    CONTROL_UNKNOWN,
    CONTROL_STATUS,
    CONTROL_STATUS_JSON,
    CONTROL_RESTART,
    CONTROL_RESTART_ALL,
    CONTROL_RESTART_NOBODY,
    CONTROL_RELOAD,
    CONTROL_STOP,
};

struct control_request {
    enum control_verb verb;
    enum worker worker; /* of CONTROL_RESTART */
};

/* `line` without its newline, not terminated. */
struct control_request control_request_read(const char *line, size_t length);

/* "gateway-worker, sheets-worker, health-server, simulator": for messages that name the repair. Returns
 * `text`. */
#define CONTROL_NAMES_SIZE 256
const char *control_worker_names(char *text, size_t size);

#endif
