/* Sockets and timeouts of libcurl on libuv. */
#include "curl_loop.h"

#include "loop.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <uv.h>

struct curl_loop {
    struct loop *loop;
    CURLM *multi;
    struct loop_timer *timer;
    void (*on_progress)(void *ctx);
    void *ctx;
};

struct socket_watch {
    uv_poll_t poll;
    struct curl_loop *curl;
    curl_socket_t socket;
};

static void socket_event(uv_poll_t *poll, int status, int events)
{
    struct socket_watch *watch = poll->data;
    struct curl_loop *curl = watch->curl;
    int flags = status < 0 ? CURL_CSELECT_ERR : 0;
    int running;
    flags |= events & UV_READABLE ? CURL_CSELECT_IN : 0;
    flags |= events & UV_WRITABLE ? CURL_CSELECT_OUT : 0;
    curl_multi_socket_action(curl->multi, watch->socket, flags, &running);
    curl->on_progress(curl->ctx);
}

static void watch_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void watch_remove(struct curl_loop *curl, struct socket_watch *watch)
{
    if (!watch)
        return;
    curl_multi_assign(curl->multi, watch->socket, NULL);
    uv_poll_stop(&watch->poll);
    uv_close((uv_handle_t *)&watch->poll, watch_closed);
}

static struct socket_watch *watch_add(struct curl_loop *curl, curl_socket_t socket)
{
    struct socket_watch *watch = calloc(1, sizeof(*watch));
    if (!watch || uv_poll_init_socket(loop_uv(curl->loop), &watch->poll, socket) != 0) {
        free(watch);
        return NULL;
    }
    watch->curl = curl;
    watch->socket = socket;
    watch->poll.data = watch;
    curl_multi_assign(curl->multi, socket, watch);
    return watch;
}

static int watch_socket(CURL *easy, curl_socket_t socket, int what, void *ctx, void *socket_ctx)
{
    (void)easy;
    struct curl_loop *curl = ctx;
    struct socket_watch *watch = socket_ctx;
    if (what == CURL_POLL_REMOVE) {
        watch_remove(curl, watch);
        return 0;
    }
    if (!watch)
        watch = watch_add(curl, socket);
    if (!watch)
        return -1;
    int events = (what & CURL_POLL_IN ? UV_READABLE : 0) | (what & CURL_POLL_OUT ? UV_WRITABLE : 0);
    uv_poll_start(&watch->poll, events, socket_event);
    return 0;
}

static int set_timer(CURLM *multi, long after_ms, void *ctx)
{
    (void)multi;
    struct curl_loop *curl = ctx;
    if (after_ms < 0)
        loop_timer_stop(curl->timer);
    else
        loop_timer_start(curl->timer, (uint64_t)after_ms);
    return 0;
}

static void timer_fired(void *ctx)
{
    struct curl_loop *curl = ctx;
    int running;
    curl_multi_socket_action(curl->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    curl->on_progress(curl->ctx);
}

struct curl_loop *curl_loop_create(struct loop *loop, uint32_t most_connections,
                                   void (*on_progress)(void *ctx), void *ctx)
{
    struct curl_loop *curl = calloc(1, sizeof(*curl));
    if (!curl || curl_global_init(CURL_GLOBAL_DEFAULT) != 0)
        abort();
    curl->loop = loop;
    curl->on_progress = on_progress;
    curl->ctx = ctx;
    curl->multi = curl_multi_init();
    curl->timer = loop_timer_create(loop, timer_fired, curl);
    curl_multi_setopt(curl->multi, CURLMOPT_SOCKETFUNCTION, watch_socket);
    curl_multi_setopt(curl->multi, CURLMOPT_SOCKETDATA, curl);
    curl_multi_setopt(curl->multi, CURLMOPT_TIMERFUNCTION, set_timer);
    curl_multi_setopt(curl->multi, CURLMOPT_TIMERDATA, curl);
    curl_multi_setopt(curl->multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long)most_connections);
    return curl;
}

void *curl_loop_multi(struct curl_loop *curl)
{
    return curl->multi;
}

void curl_loop_destroy(struct curl_loop **take_curl)
{
    struct curl_loop *curl = *take_curl;
    if (!curl)
        return;
    *take_curl = NULL;
    curl_multi_cleanup(curl->multi);
    loop_timer_destroy(&curl->timer);
    free(curl);
    curl_global_cleanup();
}
