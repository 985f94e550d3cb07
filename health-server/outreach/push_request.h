/* What a monitor is called with that waits for our heartbeat, known by its address. Pure. */
#ifndef VIGIE_PUSH_REQUEST_H
#define VIGIE_PUSH_REQUEST_H

#include "buffer.h"
#include "verdict.h"

enum push_kind {
    PUSH_PLAIN,
    PUSH_KUMA,         /* Uptime Kuma: the path holds /api/push/ */
    PUSH_HEALTHCHECKS, /* the host is Healthchecks', or the path ends in a UUID */
};
enum push_kind push_kind(const char *address);

struct push_state {
    enum health_status status;
    const char *reason; /* "" when there is nothing to tell */
    double latency_s;   /* 0: not known */
};

/* Appends the address to call: Kuma's with status, msg and ping, whatever was pasted behind it; any other as
 * it is. */
void push_address(struct buffer *out, const char *address, const struct push_state *state);

/* ... and where to say that it is down; only Healthchecks knows such a thing. */
void push_fail_address(struct buffer *out, const char *address);

#endif
