/* A quoted name inside of a string would have its quotes escaped: the second one is not where it is looked
 * for. */
#include "json_glance.h"

#include <string.h>

#define NAME_MOST 62

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    return at;
}

/* The digits after ':', in quotes or not; 0: something else. */
static uint64_t read_id(const char *at, const char *end)
{
    uint64_t id = 0;
    at = skip_blanks(at, end);
    if (at == end || *at != ':')
        return 0;
    at = skip_blanks(at + 1, end);
    at += at < end && *at == '"';
    for (; at < end && *at >= '0' && *at <= '9'; at++) {
        id = id * 10 + (uint64_t)(*at - '0');
        if (id > INT64_MAX)
            return 0;
    }
    return id;
}

uint64_t json_glance_id(const char **at, const char *end, const char *name)
{
    char quoted[NAME_MOST + 2];
    size_t length = strnlen(name, NAME_MOST);
    quoted[0] = quoted[length + 1] = '"';
    memcpy(quoted + 1, name, length);
    for (;;) {
        const char *found = memmem(*at, (size_t)(end - *at), quoted, length + 2);
        if (!found) {
            *at = end;
            return 0;
        }
        *at = found + length + 2;
        uint64_t id = read_id(*at, end);
        if (id)
            return id;
    }
}
