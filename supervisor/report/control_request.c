/* Parsing of control lines. */
#include "control_request.h"

#include <stdio.h>
#include <string.h>

struct control_request control_request_read(const char *line, size_t length)
{
    static const char RESTART[] = "restart ";
    char text[CONTROL_LINE_MOST + 1];
    struct control_request request = {.verb = CONTROL_UNKNOWN};
    if (length > CONTROL_LINE_MOST || memchr(line, '\0', length))
        return request;
    memcpy(text, line, length);
    text[length] = '\0';
    if (strcmp(text, "status") == 0)
        request.verb = CONTROL_STATUS;
    else if (strcmp(text, "status --json") == 0)
        request.verb = CONTROL_STATUS_JSON;
    else if (strncmp(text, RESTART, strlen(RESTART)) == 0)
        request.verb =
            worker_named(text + strlen(RESTART), &request.worker) ? CONTROL_RESTART : CONTROL_RESTART_NOBODY;
    return request;
}

const char *control_worker_names(char *text, size_t size)
{
    size_t used = 0;
    text[0] = '\0';
    for (int i = 0; i < WORKERS && used < size; i++) {
        int n = snprintf(text + used, size - used, "%s%s", i ? ", " : "", worker_name((enum worker)i));
        used += n > 0 ? (size_t)n : 0;
    }
    return text;
}
