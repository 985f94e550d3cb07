/* Parsing of control lines. */
#include "control_request.h"

#include "array_len.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *line;
    enum control_verb verb;
} WHOLE_LINES[] = {
    {"status", CONTROL_STATUS},
    {"status --json", CONTROL_STATUS_JSON},
    {"restart all", CONTROL_RESTART_ALL},
    {"reload", CONTROL_RELOAD},
    {"stop", CONTROL_STOP},
};

struct control_request control_request_read(const char *line, size_t length)
{
    static const char RESTART[] = "restart ";
    char text[CONTROL_LINE_MOST + 1];
    struct control_request request = {.verb = CONTROL_UNKNOWN};
    if (length > CONTROL_LINE_MOST || memchr(line, '\0', length))
        return request;
    memcpy(text, line, length);
    text[length] = '\0';
    for (size_t i = 0; i < ARRAY_LEN(WHOLE_LINES); i++)
        if (strcmp(text, WHOLE_LINES[i].line) == 0)
            return (struct control_request){.verb = WHOLE_LINES[i].verb};
    if (strncmp(text, RESTART, strlen(RESTART)) == 0)
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
