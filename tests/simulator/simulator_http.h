/* The simulator's HTTP front: one port for the pretend Discord, the pretend Google, the page and the control
 * endpoint. Each area has one entry in the route table of simulator_http.c and answers through these two plain
 * structs, so that only simulator_http.c, answers.c and websocket.c know h2o. */
#ifndef VIGIE_SIM_SERVER_H
#define VIGIE_SIM_SERVER_H

#include "buffer.h"
#include "json_value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_request {
    const char *method;        /* "GET" */
    const char *path;          /* still percent-encoded, without the query, NUL-terminated */
    const char *query;         /* without '?', "" if none */
    const char *authorization; /* header, "" if none */
    const char *content_type;  /* header, "" if none */
    const char *user_agent;
    const char *body;
    size_t body_length;
};

enum sim_fate {
    SIM_ANSWER,   /* send status, headers, body */
    SIM_RESET,    /* drop the TCP connection without an answer */
    SIM_STALL,    /* never answer; the connection stays open */
    SIM_TRUNCATE, /* announce the whole length, send half, drop */
    SIM_DRIP,     /* send a byte every `delay_ms` (0: a second) */
};

struct sim_response {
    int status;
    const char *content_type; /* default "application/json" */
    char headers[12][2][160]; /* name, value; up to the first empty name */
    struct buffer body;       /* initialised by the caller, cap 32 MiB */
    bool streamed;     /* in chunks, without its length; with status 200 alone, for h2o chunks no other */
    bool compressible; /* as gzip, if the client takes that */
    bool gzipped;      /* simulator_http.c: it does */
    enum sim_fate fate;
    uint64_t delay_ms; /* answer only after this long; of SIM_DRIP: between two bytes */
};

void sim_header(struct sim_response *response, const char *name, const char *value);

/* The pretend Google (pretend_google.c): POST /token and /v4/spreadsheets/… . Returns false if the path is none of
 * its own. */
struct sim_google;
struct sim_google *sim_google_create(const char *spreadsheet_id);
void sim_google_destroy(struct sim_google **google);
bool sim_google_handle(struct sim_google *google, const struct sim_request *request,
                       struct sim_response *response);
/* Control of the Google part: /control/sheet… and /control/google… (CONTROL.md). Returns false if the path is
 * none of its own. */
bool sim_google_control(struct sim_google *google, const struct sim_request *request,
                        struct sim_response *response);
/* POST /control/reset: the sheet, counters, faults and modes as at the start. Key and given tokens stay. */
void sim_google_reset(struct sim_google *google);
/* The service-account key whose signatures the token endpoint accepts: JSON as Google writes it, with
 * `token_uri` = url. Made at the first call, RSA-2048 (up to a second), or taken over from
 * `sim_google_use_key`. Lives until the next call. */
const char *sim_google_key_json(struct sim_google *google, const char *token_uri);
/* Accept this key's signatures instead (supervised demo: the same key that the sheets-worker was given).
 * False: malformed. */
bool sim_google_use_key(struct sim_google *google, const char *key_json);

/* The page (page.c): GET /, /page.css, /page.js and its other files. Returns false if the path is none of its
 * own. */
bool sim_page_handle(const struct sim_request *request, struct sim_response *response);

#endif
