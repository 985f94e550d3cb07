/* libcurl's multi interface driven by the event loop: a watch per socket, one timer. Part of http_client. */
#ifndef VIGIE_CURL_LOOP_H
#define VIGIE_CURL_LOOP_H

#include <stdint.h>

struct curl_loop;
struct loop;

/* `on_progress` is called after libcurl has worked: collect what is done. Never from inside another libcurl
 * call. */
struct curl_loop *curl_loop_create(struct loop *loop, uint32_t most_connections,
                                   void (*on_progress)(void *ctx), void *ctx);

/* The CURLM. Owned by the curl_loop. */
void *curl_loop_multi(struct curl_loop *curl);

/* Every easy handle must have been removed. Accepts NULL. */
void curl_loop_destroy(struct curl_loop **curl);

#endif
