/* Requests that Discord refused: 10,000 answers 401, 403 or 429 within ten minutes and Cloudflare shuts the
 * address out for a while.
 * https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans Pure: time
 * comes in. Plain data, all zero at the start. */
#ifndef VIGIE_SIM_INVALID_REQUESTS_H
#define VIGIE_SIM_INVALID_REQUESTS_H

#include <stdbool.h>
#include <stdint.h>

#define INVALID_MOST      10000
#define INVALID_WINDOW_MS (10 * 60 * 1000)

struct invalid_requests {
    uint32_t count; /* in the window */
    uint64_t window_began_ms, banned_until_ms;
};

/* One answer; `shared`: a 429 that counts for nobody. At `most` the ban begins. */
void invalid_note(struct invalid_requests *invalid, int status, bool shared, uint32_t most, uint64_t now_ms);

/* How long the address is still shut out; 0: it is not. */
uint64_t invalid_ban_left_ms(const struct invalid_requests *invalid, uint64_t now_ms);

#endif
