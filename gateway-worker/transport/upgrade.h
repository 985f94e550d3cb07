/* The HTTP/1.1 request that turns a connection into a WebSocket, and its answer. RFC 6455 section 4.
 * Sans-I/O: bytes in, bytes out. Embedded by its connection. */
#ifndef VIGIE_UPGRADE_H
#define VIGIE_UPGRADE_H

#include "buffer.h"
#include "err.h"
#include "websocket_key.h"

#include <stdbool.h>
#include <stdint.h>

#define UPGRADE_HEAD_MOST (16 * 1024)

/* What an answer other than 101 says besides its status. */
struct upgrade_refusal {
    uint64_t retry_after_ms; /* 0: not said (retry_after.h) */
    bool via;                /* it has a Via header */
    char content_type[48];
    char body[256]; /* as much of it as came together with the head */
};

struct upgrade {
    char accept[WEBSOCKET_KEY_TEXT]; /* what Sec-WebSocket-Accept must say */
    struct buffer head;              /* the answer so far */
    int status;                      /* HTTP status, 0 before it is known */
    struct upgrade_refusal refusal;
};

/* Writes the request to `out`. `host`: the Host header, with a port unless it is the scheme's own. `target`
 * begins with
 * '/'. `random` is fresh for each connection. upgrade_free later. */
struct err upgrade_begin(struct upgrade *u, const char *host, const char *target,
                         const unsigned char random[WEBSOCKET_KEY_BYTES], struct buffer *out);
void upgrade_free(struct upgrade *u);

/* Takes bytes of the answer; *ret_done once it is complete and good, and *ret_used bytes of these belonged to
 * it: what follows is WebSocket. ERR_HTTP with the status: refused. ERR_SYNTAX, ERR_PROTOCOL: not a WebSocket
 * server. ERR_FULL: over UPGRADE_HEAD_MOST. */
struct err upgrade_feed(struct upgrade *u, const char *bytes, size_t length, bool *ret_done,
                        size_t *ret_used);

#endif
