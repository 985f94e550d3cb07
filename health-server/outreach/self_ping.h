/* Vigie calls itself through its public address and nothing else, so that a free host does not fall asleep
 * and a person hears when nobody can reach it: GET RENDER_EXTERNAL_URL/ping, certificate verified, answered
 * by `pong`. On Render never to an address that is not public. Owned by outbound. */
#ifndef VIGIE_SELF_PING_H
#define VIGIE_SELF_PING_H

#include "alerts_view.h"
#include "json_writer.h"
#include "metrics.h"

struct http_client;
struct json_value;
struct loop;
struct self_ping;

struct self_ping_options {
    const char *url;     /* RENDER_EXTERNAL_URL, borrowed; NULL: off */
    unsigned interval_s; /* 0: off */
    bool public_only;    /* on Render */
};

struct self_ping *self_ping_create(struct loop *loop, struct http_client *http,
                                   const struct self_ping_options *options, struct metrics *metrics);

/* Each second. */
void self_ping_tick(struct self_ping *ping);

/* Failures in a row; 0 where nobody asks, so that an alert of before ends. False: not known yet. */
bool self_ping_failures(const struct self_ping *ping, unsigned *ret_failures);

/* For a successor: one JSON object as the next value, and back. */
void self_ping_write(const struct self_ping *ping, struct json_writer *w);
void self_ping_read(struct self_ping *ping, const struct json_value *json);

/* Fills the members of the view that speak of it. */
void self_ping_show(const struct self_ping *ping, struct outreach_view *view);

/* Accepts NULL. Before its http_client. */
void self_ping_destroy(struct self_ping **ping);

#endif
