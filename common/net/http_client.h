/* HTTPS requests on the event loop, with deadlines and size caps. The door to libcurl.
 * Certificates and host names are always verified, with the system's authorities and those of
 * `extra_ca_file`. Redirects are not followed. http:// goes to loopback addresses only. HTTP(S)_PROXY and
 * NO_PROXY are honoured. */
#ifndef VIGIE_HTTP_CLIENT_H
#define VIGIE_HTTP_CLIENT_H

#include "err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct http_client;
struct loop;

struct http_client_options {
    const char *user_agent;    /* copied */
    const char *extra_ca_file; /* NULL: none; copied */
    uint32_t most_connections; /* 0: 8 */
};

/* Never fails; a broken CA file shows as an error of each request. */
struct http_client *http_client_create(struct loop *loop, const struct http_client_options *options);
/* Cancels what runs, without callbacks. Accepts NULL. Not from inside an on_done. */
void http_client_destroy(struct http_client **client);

#define HTTP_HEADERS_MOST 12

/* All borrowed for the call of http_send. */
struct http_request {
    const char *method; /* "GET" */
    const char *url;
    const char *headers[HTTP_HEADERS_MOST]; /* "Name: value", up to the first NULL */
    const char *body;                       /* NULL: none */
    size_t body_length;
    uint32_t connect_timeout_ms; /* 0: 5 s */
    uint32_t timeout_ms;         /* whole exchange; 0: 30 s */
    size_t most_response_bytes;  /* 0: 4 MiB; over it: ERR_FULL */
    /* Never sent twice: on a connection of its own, because libcurl silently sends a request again, POST too,
     * when a reused connection dies before the first byte of the answer. For writes that are not idempotent. */
    bool once;
    /* Only to an address that the whole Internet can reach, whatever the name leads to: else the connection
     * is closed before the request is sent, ERR_CONFIG. With a proxy it is the proxy's address. */
    bool public_only;
};

struct http_response {
    int status; /* 0 when no answer came */
    const char *body;
    size_t body_length; /* the body is NUL-terminated besides */
    uint64_t duration_ms;
    unsigned
        sendings; /* how often the request was sent: libcurl may have done so again, see http_request.once */
    bool may_have_arrived; /* on an error: the request had been sent, whole or in part; a write may have
                              landed */
};

/* `response` and its body live during the call; with an error its status may still be set. HTTP statuses are
 * no errors. */
typedef void http_on_done(void *ctx, struct err e, const struct http_response *response);

/* Returns a ticket, never 0. `on_done` is called once, from the loop, never from inside this call. */
uint64_t http_send(struct http_client *client, const struct http_request *request, http_on_done *on_done,
                   void *ctx);
/* on_done will not be called any more. */
void http_cancel(struct http_client *client, uint64_t ticket);

/* A header of the response that is being handed over (inside on_done only), case-insensitive; NULL if absent. */
const char *http_response_header(const struct http_response *response, const char *name);

#endif
