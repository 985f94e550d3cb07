/* Counts the headers that say where a body ends. */
#include "framing.h"

#include <string.h>
#include <strings.h>

static bool is_named(const char *line, size_t length, const char *name)
{
    return length >= strlen(name) && strncasecmp(line, name, strlen(name)) == 0;
}

bool framing_is_doubtful(const char *input, size_t length, bool http_1_0)
{
    const char *at = input, *end = input + length;
    unsigned lengths = 0, encodings = 0;
    for (const char *line_end; (line_end = memchr(at, '\n', (size_t)(end - at))) != NULL; at = line_end + 1) {
        size_t line = (size_t)(line_end - at);
        if (line == 0 || (line == 1 && *at == '\r'))
            break; /* the body, or the next request */
        lengths += is_named(at, line, "content-length:");
        encodings += is_named(at, line, "transfer-encoding:");
    }
    return lengths + encodings > 1 || (http_1_0 && encodings > 0);
}
