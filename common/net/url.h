/* Small pieces of URLs. Pure. */
#ifndef VIGIE_URL_H
#define VIGIE_URL_H

#include "buffer.h"
#include "err.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends `text` percent-encoded, all but the unreserved characters of RFC 3986. */
void url_encode(struct buffer *out, const char *text);

/* "https://host:port/path?query" in its parts. The host comes without brackets; a user before it is refused. */
struct url {
    char scheme[16];
    char host[256];
    uint16_t port;   /* the scheme's own when none is written: 80, 443 */
    char path[1024]; /* from the first '/', query included; "/" when there is none */
    bool secure;     /* https, wss */
};
/* ERR_SYNTAX: not such a URL, or a part is too long. */
struct err url_parse(const char *text, struct url *ret_url);

/* 127.0.0.0/8, ::1 or localhost. */
bool url_host_is_loopback(const char *host);

#endif
