/* The last requests to the pretend Discord and Google, for GET /control/requests. */
#ifndef VIGIE_SIM_REQUESTS_H
#define VIGIE_SIM_REQUESTS_H

#include "json_writer.h"
#include "simulator_http.h"

#define REQUESTS_MOST     1000
#define REQUEST_BODY_MOST 4096 /* bytes kept of a body */

struct sim_requests;
struct sim_requests *requests_create(uint64_t now_ms);
void requests_destroy(struct sim_requests **requests);
void requests_reset(struct sim_requests *requests);

/* Status 0 is noted for an answer that never came or was a reset. */
void requests_note(struct sim_requests *requests, uint64_t now_ms, const struct sim_request *request,
                   const struct sim_response *response);

void requests_write(const struct sim_requests *requests, struct json_writer *w);

#endif
