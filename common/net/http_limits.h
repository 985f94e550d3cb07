/* What an HTTP answer says about limits, read the same for Discord's API and for its webhooks. Pure. */
#ifndef VIGIE_HTTP_LIMITS_H
#define VIGIE_HTTP_LIMITS_H

#include <stdbool.h>
#include <stdint.h>

/* A Retry-After past this is nonsense, and taken for this. */
#define HTTP_WAIT_MOST_MS (INT64_C(30) * 24 * 3600 * 1000)

/* Seconds with decimals, as in Retry-After, to milliseconds, rounded up: a millisecond early is one 429
 * more. */
uint64_t http_wait_ms(double seconds);

/* Is this 429 Cloudflare's, which bans the address, and not one of Discord's own limits? Known by its shape:
 * it never passed Discord's own proxy, so `Via` is missing, or it is a page, or it names error 1015 (facts
 * T14). */
bool http_answer_bans_address(bool via, const char *content_type, const char *body);

#endif
