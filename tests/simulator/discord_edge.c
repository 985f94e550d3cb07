/* Cloudflare's answers. */
#include "discord_edge.h"

#include <inttypes.h>
#include <stdio.h>

static const char *reason(int status)
{
    switch (status) {
    case 502:
        return "Bad gateway";
    case 503:
        return "Service Temporarily Unavailable";
    case 520:
        return "Web server is returning an unknown error";
    default:
        return "Error";
    }
}

static void refuse(struct sim_response *response, int status, uint64_t retry_after_s)
{
    char seconds[24];
    response->status = status;
    buffer_clear(&response->body);
    sim_header(response, "Server", "cloudflare");
    sim_header(response, "CF-RAY", "8f0000000000cafe-CDG");
    snprintf(seconds, sizeof(seconds), "%" PRIu64, retry_after_s);
    if (retry_after_s)
        sim_header(response, "Retry-After", seconds);
}

void edge_pass(struct sim_response *response, int status, uint64_t retry_after_s)
{
    refuse(response, status, retry_after_s);
    sim_header(response, "Via", "1.1 google");
}

void edge_answer(struct sim_response *response, int status, uint64_t retry_after_s)
{
    refuse(response, status, retry_after_s);
    if (status == 429) {
        response->content_type = "text/plain; charset=UTF-8";
        buffer_text(&response->body, "error code: 1015");
        return;
    }
    response->content_type = "text/html; charset=UTF-8";
    buffer_format(&response->body,
                  "<!DOCTYPE html><html><head><title>discord.gg | %d: %s</title></head><body><h1>%s</h1>"
                  "<span>Error code %d</span></body></html>",
                  status, reason(status), reason(status), status);
}
