/* What an HTTP answer says about limits, read the same for Discord's API and for its webhooks. Pure. */
#ifndef VIGIE_HTTP_LIMITS_H
#define VIGIE_HTTP_LIMITS_H

#include <stdbool.h>

/* Is this 429 Cloudflare's, which bans the address, and not one of Discord's own limits? Known by its shape:
 * it never passed Discord's own proxy, so `Via` is missing, or it is a page, or it names error 1015 (facts
 * T14). */
bool http_answer_bans_address(bool via, const char *content_type, const char *body);

#endif
