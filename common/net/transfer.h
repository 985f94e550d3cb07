/* One request and its response in libcurl's terms: a handle with all options set, and what came back so far.
 * Part of http_client, which embeds it, adds the handle to its multi handle and removes it from there. */
#ifndef VIGIE_TRANSFER_H
#define VIGIE_TRANSFER_H

#include "buffer.h"
#include "http_client.h"

#include <curl/curl.h>

struct authorities;

struct transfer {
    CURL *easy; /* NULL: refused, libcurl never saw it */
    struct curl_slist *headers;
    char *body; /* a copy; libcurl reads it while it sends */
    size_t body_length;
    struct buffer response, response_headers;
    bool public_only;  /* as http_request has it */
    unsigned sendings; /* libcurl's own repetitions too */
};

/* Ready to be added. `*transfer` must not move from here on; `owner` comes back as CURLINFO_PRIVATE;
 * `authorities` are read while it runs. ERR_CONFIG: a URL that is not asked. In either case transfer_fini. */
struct err transfer_init(struct transfer *transfer, const struct http_request *request,
                         const char *user_agent, const struct authorities *authorities, void *owner);
/* The handle must have been removed from its multi handle. */
void transfer_fini(struct transfer *transfer);

/* What libcurl's result means. */
struct err transfer_error(const struct transfer *transfer, CURLcode result);

/* The members of the response that the transfer knows; its body lives as long as the transfer. `e` is what it
 * ended with. */
void transfer_read(const struct transfer *transfer, struct err e, struct http_response *ret_response);

#endif
