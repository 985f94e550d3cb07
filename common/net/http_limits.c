/* Waits and bans. */
#include "http_limits.h"

#include <string.h>
#include <strings.h>

uint64_t http_wait_ms(double seconds)
{
    if (!(seconds > 0))
        return 0;
    double most_s = (double)HTTP_WAIT_MOST_MS / 1000, ms = (seconds < most_s ? seconds : most_s) * 1000;
    return (uint64_t)ms + ((double)(uint64_t)ms < ms);
}

bool http_answer_bans_address(bool via, const char *content_type, const char *body)
{
    return !via || strncasecmp(content_type, "text/html", 9) == 0 || strstr(body, "1015");
}
