/* What stands before Discord: Cloudflare's own answers, in the shapes that clients meet. None of them carries
 * the `Via` of Discord's servers. */
#ifndef VIGIE_SIM_DISCORD_EDGE_H
#define VIGIE_SIM_DISCORD_EDGE_H

#include "simulator_http.h"

/* The page that goes with a status: "error code: 1015" with 429, HTML with others. `retry_after_s` 0: no such
 * header. */
void edge_answer(struct sim_response *response, int status, uint64_t retry_after_s);

/* The same refusal from Discord itself, which Cloudflare let through: with its `Via`, and no page. */
void edge_pass(struct sim_response *response, int status, uint64_t retry_after_s);

#endif
