/* A ring of the last requests. */
#include "request_log.h"

#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct noted {
    uint64_t at_ms; /* since the simulator started */
    char method[12], path[512], user_agent[160];
    int status;
    char *body;
};

struct sim_requests {
    uint64_t started_ms, count;
    struct noted ring[REQUESTS_MOST];
};

struct sim_requests *requests_create(uint64_t now_ms)
{
    struct sim_requests *requests = calloc(1, sizeof(*requests));
    if (!requests)
        abort();
    requests->started_ms = now_ms;
    return requests;
}

void requests_reset(struct sim_requests *requests)
{
    for (size_t i = 0; i < REQUESTS_MOST; i++) {
        free(requests->ring[i].body);
        requests->ring[i] = (struct noted){0};
    }
    requests->count = 0;
}

void requests_destroy(struct sim_requests **take_requests)
{
    struct sim_requests *requests = *take_requests;
    if (!requests)
        return;
    *take_requests = NULL;
    requests_reset(requests);
    free(requests);
}

void requests_note(struct sim_requests *requests, uint64_t now_ms, const struct sim_request *request,
                   const struct sim_response *response)
{
    struct noted *noted = &requests->ring[requests->count++ % REQUESTS_MOST];
    bool answered = response->fate != SIM_RESET && response->fate != SIM_STALL;
    free(noted->body);
    noted->at_ms = now_ms - requests->started_ms;
    noted->status = answered ? response->status : 0;
    noted->body = strndup(request->body, utf8_prefix(request->body, request->body_length, REQUEST_BODY_MOST));
    snprintf(noted->method, sizeof(noted->method), "%s", request->method);
    snprintf(noted->path, sizeof(noted->path), "%s%s%s", request->path, request->query[0] ? "?" : "",
             request->query);
    snprintf(noted->user_agent, sizeof(noted->user_agent), "%s", request->user_agent);
}

static void write_noted(struct json_writer *w, const struct noted *noted)
{
    jw_object(w);
    jw_member_int(w, "at_ms", (int64_t)noted->at_ms);
    jw_member_string(w, "method", noted->method);
    jw_member_string(w, "path", noted->path);
    jw_member_int(w, "status", noted->status);
    jw_member_string(w, "user_agent", noted->user_agent);
    jw_member_string(w, "body", noted->body);
    jw_object_end(w);
}

void requests_write(const struct sim_requests *requests, struct json_writer *w)
{
    uint64_t first = requests->count > REQUESTS_MOST ? requests->count - REQUESTS_MOST : 0;
    jw_array(w);
    for (uint64_t i = first; i < requests->count; i++)
        write_noted(w, &requests->ring[i % REQUESTS_MOST]);
    jw_array_end(w);
}
