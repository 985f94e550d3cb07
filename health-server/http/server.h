/* The HTTP server on an inherited listening socket. The door to h2o, with streams.c.
 * HTTP/1.1 only. Requests are counted and answered from one report; a slow or silent client costs a place,
 * never the service: at most CONNECTIONS_MOST places, 10 s for a request, 8 KiB for its body, 15 s to take
 * its answer. Owned by main. */
#ifndef VIGIE_HTTP_SERVER_H
#define VIGIE_HTTP_SERVER_H

#include "err.h"
#include "report.h"

struct http_server;
struct loop;

struct http_server_handlers {
    /* A request is about to be answered: count it. The report is as of now, this request included, for a
     * reader of `language`, and lives until the next call. */
    const struct report *(*on_request)(void *ctx, enum language language);
    /* The same for somebody who only looks. */
    const struct report *(*on_look)(void *ctx, enum language language);
    /* http_server_stop is done. */
    void (*on_stopped)(void *ctx);
};

/* Serves from the next turn of the loop. Takes `listener_fd`: it is closed at stop, but never shut down, for
 * others hold the same socket. ERR_LOOP: it is no listening socket. */
struct err http_server_open(struct loop *loop, int listener_fd, const struct http_server_handlers *handlers,
                            void *ctx, struct http_server **ret_server);

size_t http_server_connections(const struct http_server *server);

/* Once a second: every other time the page's streams get what is new. */
void http_server_tick(struct http_server *server);

/* Takes no more connections, ends the streams, lets answers finish; on_stopped within 1.5 s. */
void http_server_stop(struct http_server *server);

/* After on_stopped. Accepts NULL. */
void http_server_destroy(struct http_server **server);

#endif
