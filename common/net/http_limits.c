/* Bans. */
#include "http_limits.h"

#include <string.h>
#include <strings.h>

bool http_answer_bans_address(bool via, const char *content_type, const char *body)
{
    return !via || strncasecmp(content_type, "text/html", 9) == 0 || strstr(body, "1015");
}
