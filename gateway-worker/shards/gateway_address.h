/* From a Gateway URL, ours or READY's resume_gateway_url, to what is dialled: with version, encoding and
 * compression in its query.
 * https://discord.com/developers/docs/events/gateway#connecting Pure. */
#ifndef VIGIE_GATEWAY_ADDRESS_H
#define VIGIE_GATEWAY_ADDRESS_H

#include "err.h"
#include "url.h"

struct gateway_address {
    struct url url;
    char target[1200]; /* "/?v=10&encoding=json&compress=zstd-stream" */
};

/* Own path and query of `text` are kept. `compression`: "zstd-stream". ERR_CONFIG: not ws:// or wss://, or
 * plain to a host that is not loopback, or plain where `secure` is asked for. ERR_SYNTAX: no URL. */
struct err gateway_address(const char *text, bool secure, const char *compression,
                           struct gateway_address *ret_address);

#endif
