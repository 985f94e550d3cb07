/* A window that the first refusal opens, and the ban that follows a full one. */
#include "invalid_requests.h"

static bool is_invalid(int status, bool shared)
{
    return status == 401 || status == 403 || (status == 429 && !shared);
}

void invalid_note(struct invalid_requests *invalid, int status, bool shared, uint32_t most, uint64_t now_ms)
{
    if (!is_invalid(status, shared))
        return;
    if (invalid->count == 0 || now_ms - invalid->window_began_ms >= INVALID_WINDOW_MS) {
        invalid->count = 0;
        invalid->window_began_ms = now_ms;
    }
    invalid->count++;
    if (invalid->count >= most)
        invalid->banned_until_ms = now_ms + INVALID_WINDOW_MS;
}

uint64_t invalid_ban_left_ms(const struct invalid_requests *invalid, uint64_t now_ms)
{
    return now_ms < invalid->banned_until_ms ? invalid->banned_until_ms - now_ms : 0;
}
