/* Addresses taken apart. */
#include "push_request.h"

#include "healthchecks_address.h"
#include "url.h"

#include <math.h>
#include <string.h>

static size_t path_end(const char *address)
{
    return strcspn(address, "?#");
}

enum push_kind push_kind(const char *address)
{
    static const char KUMA[] = "/api/push/";
    if (memmem(address, path_end(address), KUMA, strlen(KUMA)))
        return PUSH_KUMA;
    return healthchecks_is_check(address) ? PUSH_HEALTHCHECKS : PUSH_PLAIN;
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
