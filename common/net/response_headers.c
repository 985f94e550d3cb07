/* Two texts a field, one behind the other. */
#include "response_headers.h"

#include <string.h>
#include <strings.h>

#define STATUS_LINE "HTTP/"

void response_headers_take(struct buffer *headers, const char *line, size_t length)
{
    const char *colon = memchr(line, ':', length);
    if (length > strlen(STATUS_LINE) && memcmp(line, STATUS_LINE, strlen(STATUS_LINE)) == 0)
        buffer_clear(headers);
    if (!colon || colon == line)
        return;
    const char *value = colon + 1, *end = line + length;
    while (value < end && (*value == ' ' || *value == '\t'))
        value++;
    while (end > value && strchr(" \t\r\n", end[-1]))
        end--;
    size_t needed = (size_t)(colon - line) + (size_t)(end - value) + 2;
    if (headers->cap - headers->length < needed)
        return;
    buffer_append(headers, line, (size_t)(colon - line));
    buffer_append(headers, "", 1);
    buffer_append(headers, value, (size_t)(end - value));
    buffer_append(headers, "", 1);
}

const char *response_headers_find(const struct buffer *headers, const char *name)
{
    for (size_t at = 0; at < headers->length;) {
        const char *key = headers->data + at, *value = key + strlen(key) + 1;
        if (strcasecmp(key, name) == 0)
            return value;
        at += strlen(key) + strlen(value) + 2;
    }
    return NULL;
}
