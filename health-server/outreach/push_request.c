/* Addresses taken apart. */
#include "push_request.h"

#include "url.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#define UUID_LENGTH 36

static size_t path_end(const char *address)
{
    return strcspn(address, "?#");
}

static bool is_uuid(const char *text)
{
    for (size_t i = 0; i < UUID_LENGTH; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !isxdigit((unsigned char)text[i]))
            return false;
    }
    return true;
}

static bool has(const char *address, const char *part)
{
    return memmem(address, path_end(address), part, strlen(part)) != NULL;
}

enum push_kind push_kind(const char *address)
{
    size_t end = path_end(address);
    while (end && address[end - 1] == '/')
        end--;
    if (has(address, "/api/push/"))
        return PUSH_KUMA;
    if (has(address, "://hc-ping.com/") || (end > UUID_LENGTH && is_uuid(address + end - UUID_LENGTH)))
        return PUSH_HEALTHCHECKS;
    return PUSH_PLAIN;
}

static void kuma_query(struct buffer *out, const struct push_state *state)
{
    buffer_text(out, "?status=up&msg=");
    url_encode(out, health_status_word(state->status));
    if (state->reason[0]) {
        buffer_text(out, "%20");
        url_encode(out, state->reason);
    }
    buffer_text(out, "&ping=");
    if (state->latency_s > 0)
        buffer_format(out, "%.0f", ceil(state->latency_s * 1000));
}

void push_address(struct buffer *out, const char *address, const struct push_state *state)
{
    if (push_kind(address) != PUSH_KUMA) {
        buffer_text(out, address);
        return;
    }
    buffer_append(out, address, path_end(address));
    kuma_query(out, state);
}

void push_fail_address(struct buffer *out, const char *address)
{
    size_t end = path_end(address), path = end;
    while (path && address[path - 1] == '/')
        path--;
    buffer_append(out, address, path);
    buffer_text(out, "/fail");
    buffer_text(out, address + end);
}
