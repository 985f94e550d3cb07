/* h2o on libuv: accept, look up, render, send. */
#include "server.h"

#include "allocate.h"
#include "connections.h"
#include "feed.h"
#include "h2o_door.h"
#include "loop.h"
#include "pages.h"
#include "request.h"
#include "routes.h"
#include "streams.h"

#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define BACKLOG           511
#define REQUEST_MS        10000
#define BODY_KEPT         (64 * 1024) /* memory of a larger answer is given back */
#define REQUEST_BODY_MOST 8192
#define UNREAD_MS         12000 /* a peer that takes nothing for so long is gone */
#define TICKS_PER_EVENT   2
#define STOP_LOOK_MS      50
#define STOP_INSIST_MS    1000
#define STOP_GIVE_UP_MS   1500

struct http_server {
    struct loop *loop;
    struct http_server_handlers handlers;
    void *ctx;
    h2o_globalconf_t config;
    h2o_context_t context;
    h2o_accept_ctx_t accept;
    uv_tcp_t listener;
    bool waiting; /* somebody is at the door and there is no room */
    bool stopping;
    struct connections connections;
    struct streams *streams;
    struct feed feed;
    unsigned ticks;
    struct buffer body;         /* of the answer being made */
    struct buffer event, whole; /* what the streams are about to say */
    struct loop_timer *stop_timer;
    uint64_t stop_began_ms;
};

struct handler {
    h2o_handler_t super; /* first: h2o hands this pointer back */
    struct http_server *server;
};

/* ---- Connections. */

static void accept_waiting(struct http_server *s);

static void on_socket_closed(void *ctx)
{
    struct connection *connection = ctx;
    struct http_server *s = connection->owner;
    connections_remove(&s->connections, connection);
    if (s->waiting && !s->stopping)
        accept_waiting(s);
}

static void shut(const struct connection *connection, int how)
{
    shutdown(h2o_socket_get_fd(connection->socket),
             how); /* h2o reads the end, or fails to write, and closes */
}

static void refuse(uv_tcp_t *tcp)
{
    uv_close((uv_handle_t *)tcp, (uv_close_cb)free);
}

/* The kernel ends a connection whose answer is not taken (tcp(7), TCP_USER_TIMEOUT), for h2o waits for ever. */
static void give_up_unread(h2o_socket_t *socket)
{
    const unsigned unread_ms = UNREAD_MS;
    (void)setsockopt(h2o_socket_get_fd(socket), IPPROTO_TCP, TCP_USER_TIMEOUT, &unread_ms, sizeof(unread_ms));
}

/* There is room: takes the connection that libuv holds for us. Until it is taken, libuv accepts no other. */
static void accept_waiting(struct http_server *s)
{
    uv_tcp_t *tcp = allocate(1, sizeof(*tcp));
    s->waiting = false;
    uv_tcp_init(loop_uv(s->loop), tcp);
    if (uv_accept((uv_stream_t *)&s->listener, (uv_stream_t *)tcp) != 0) {
        refuse(tcp);
        return;
    }
    h2o_socket_t *socket = h2o_uv_socket_create((uv_stream_t *)tcp, (uv_close_cb)free);
    struct connection *connection = connections_add(&s->connections, s, socket);
    give_up_unread(socket);
    socket->on_close.cb = on_socket_closed;
    socket->on_close.data = connection;
    h2o_accept(&s->accept, socket);
}

static void on_knock(uv_stream_t *listener, int status)
{
    struct http_server *s = listener->data;
    if (status != 0)
        return; /* the client is gone again, or descriptors are short: libuv has dealt with it */
    s->waiting = true;
    if (s->connections.count < CONNECTIONS_MOST) {
        accept_waiting(s);
        return;
    }
    struct connection *oldest = connections_make_room(&s->connections);
    if (oldest)
        shut(oldest, SHUT_RDWR);
}

static struct connection *connection_of(const h2o_req_t *req)
{
    return req->conn->callbacks->get_socket(req->conn)->on_close.data;
}

/* ---- Answers. */

/* `body` is copied: the socket may take it later. HEAD gets the same headers, Content-Length too. */
static void send_answer(h2o_req_t *req, int status, const struct buffer *body, bool head)
{
    static h2o_generator_t nothing_follows;
    h2o_iovec_t bytes =
        head ? h2o_iovec_init(NULL, 0) : h2o_strdup(&req->pool, buffer_string(body), body->length);
    req->res.status = status;
    req->res.reason = route_status_text(status);
    req->res.content_length = body->length;
    h2o_start_response(req, &nothing_follows);
    h2o_send(req, &bytes, head ? 0 : 1, H2O_SEND_STATE_FINAL);
}

static void send_refusal(struct http_server *s, h2o_req_t *req, int status, const char *text, bool head)
{
    buffer_clear(&s->body);
    buffer_text(&s->body, text);
    request_add_headers(req, ROUTE_DATA, "text/plain; charset=utf-8");
    if (status == 405)
        request_add_header(req, "allow", "Allow", "GET, HEAD");
    send_answer(req, status, &s->body, head);
}

static void answer_stream(struct http_server *s, h2o_req_t *req, const struct report *report, bool head)
{
    if (streams_count(s->streams) == STREAMS_MOST || s->stopping) {
        send_refusal(s, req, 503, "Trop de pages ouvertes : rechargez plus tard.\n", head);
        return;
    }
    request_add_headers(req, ROUTE_STREAM, "text/event-stream");
    request_add_header(req, "x-accel-buffering", "X-Accel-Buffering", "no");
    req->res.status = 200;
    req->res.reason = route_status_text(200);
    if (head) {
        static h2o_generator_t nothing_follows;
        if (req->version >= 0x101) /* as GET, where h2o adds it: the length is open */
            request_add_header(req, "transfer-encoding", "transfer-encoding", "chunked");
        h2o_start_response(req, &nothing_follows);
        h2o_send(req, NULL, 0, H2O_SEND_STATE_FINAL);
        return;
    }
    if (!streams_wanted(s->streams, report->language)) { /* what nobody heard is no news to the first */
        feed_write_changes(&s->feed, &s->event, &s->body, report);
        buffer_clear(&s->event);
    }
    feed_write_all(&s->whole, report);
    connection_of(req)->streams = true;
    (void)streams_open(s->streams, req, report->language, &s->whole, loop_now_ms(s->loop));
}

static void answer_page(struct http_server *s, h2o_req_t *req, const struct report *report,
                        const struct route_choice *choice, struct language_choice language)
{
    struct report asked = *report;
    asked.asked = choice->asked;
    buffer_clear(&s->body);
    choice->route->render(&s->body, &asked);
    request_add_headers(req, choice->route->kind, choice->route->content_type);
    if (choice->route->kind == ROUTE_PAGE)
        request_add_language(req, language);
    send_answer(req, route_status_of(choice->route, &asked), &s->body, choice->head);
    if (s->body.capacity > BODY_KEPT) {
        buffer_free(&s->body);
        buffer_init(&s->body, PAGE_MOST);
    }
}

static int on_request(h2o_handler_t *self, h2o_req_t *req)
{
    struct http_server *s = ((struct handler *)self)->server;
    struct language_choice language = request_language(req);
    const struct report *report = s->handlers.on_request(s->ctx, language.language);
    struct route_choice choice = route_choose(req->input.method.base, req->input.method.len,
                                              req->input.path.base, req->input.path.len);
    connections_sign(&s->connections, connection_of(req));
    request_close_if_doubtful(req);
    if (choice.status == 404)
        send_refusal(s, req, 404, "Cette page n'existe pas.\n", choice.head);
    else if (choice.status == 405)
        send_refusal(s, req, 405, "Seuls GET et HEAD sont permis ici.\n", false);
    else if (choice.route->kind == ROUTE_STREAM)
        answer_stream(s, req, report, choice.head);
    else
        answer_page(s, req, report, &choice, language);
    return 0;
}

/* ---- Life. */

static void configure(struct http_server *s)
{
    h2o_config_init(&s->config);
    s->config.server_name = h2o_iovec_init(NULL, 0);
    s->config.max_request_entity_size = REQUEST_BODY_MOST;
    s->config.http1.req_timeout = REQUEST_MS;
    s->config.http1.upgrade_to_http2 = 0; /* this h2o predates the fixes of HTTP/2's reset attacks */
    h2o_hostconf_t *host = h2o_config_register_host(&s->config, h2o_iovec_init(H2O_STRLIT("default")), 65535);
    h2o_pathconf_t *path = h2o_config_register_path(host, "/", 0);
    struct handler *handler = (struct handler *)h2o_create_handler(path, sizeof(*handler));
    handler->super.on_req = on_request;
    handler->server = s;
    h2o_context_init(&s->context, loop_uv(s->loop), &s->config);
    s->accept.ctx = &s->context;
    s->accept.hosts = s->config.hosts;
}

static void dispose(struct http_server *s)
{
    if (s->connections.count == 0) { /* else a socket would not go: leave it all to the end of the process */
        h2o_context_dispose(&s->context);
        h2o_config_dispose(&s->config);
    }
    streams_destroy(&s->streams);
    buffer_free(&s->body);
    buffer_free(&s->event);
    buffer_free(&s->whole);
    free(s);
}

struct err http_server_open(struct loop *loop, int listener_fd, const struct http_server_handlers *handlers,
                            void *ctx, struct http_server **ret_server)
{
    struct http_server *s = allocate(1, sizeof(*s));
    s->loop = loop;
    s->handlers = *handlers;
    s->ctx = ctx;
    s->streams = streams_create();
    buffer_init(&s->body, PAGE_MOST);
    buffer_init(&s->event, FEED_EVENT_MAX);
    buffer_init(&s->whole, FEED_EVENT_MAX);
    configure(s);
    uv_tcp_init(loop_uv(loop), &s->listener);
    s->listener.data = s;
    int rc = uv_tcp_open(&s->listener, listener_fd);
    if (rc == 0)
        rc = uv_listen((uv_stream_t *)&s->listener, BACKLOG, on_knock);
    if (rc != 0) {
        uv_close((uv_handle_t *)&s->listener, NULL);
        dispose(s); /* turns the loop once, so the listener is closed before its memory goes */
        return err_make(ERR_LOOP, "http_server.open", rc);
    }
    *ret_server = s;
    return ERR_OK;
}

size_t http_server_connections(const struct http_server *s)
{
    return s->connections.count;
}

static void publish(struct http_server *s, enum language language)
{
    const struct report *report = s->handlers.on_look(s->ctx, language);
    feed_write_changes(&s->feed, &s->event, &s->body, report);
    if (streams_behind(s->streams, language))
        feed_write_all(&s->whole, report);
    streams_publish(s->streams, language, &s->event, &s->whole, loop_now_ms(s->loop));
}

void http_server_tick(struct http_server *s)
{
    streams_tick(s->streams, loop_now_ms(s->loop));
    if (++s->ticks % TICKS_PER_EVENT != 0 || s->stopping)
        return;
    for (int language = 0; language < LANGUAGES; language++)
        if (streams_wanted(s->streams, (enum language)language))
            publish(s, (enum language)language);
}

static void shut_all(struct http_server *s, int how)
{
    for (size_t i = 0; i < CONNECTIONS_MOST; i++)
        if (s->connections.places[i].owner)
            shut(&s->connections.places[i], how);
}

static void look_at_stop(void *ctx)
{
    struct http_server *s = ctx;
    uint64_t waited_ms = loop_now_ms(s->loop) - s->stop_began_ms;
    if (s->connections.count > 0 && waited_ms < STOP_GIVE_UP_MS) {
        if (waited_ms >= STOP_INSIST_MS)
            shut_all(s, SHUT_RDWR);
        return;
    }
    loop_timer_destroy(&s->stop_timer);
    s->handlers.on_stopped(s->ctx);
}

void http_server_stop(struct http_server *s)
{
    if (s->stopping)
        return;
    s->stopping = true;
    uv_close((uv_handle_t *)&s->listener,
             NULL); /* our descriptor; the socket lives on at its other holders */
    /* Not h2o_context_request_shutdown: it arms a timer of HTTP/2's, and then the context cannot be disposed
     * of. */
    s->context.shutdown_requested = 1;
    streams_end(s->streams);
    shut_all(s, SHUT_RD); /* idle ones read their end, answers on their way are still written */
    s->stop_began_ms = loop_now_ms(s->loop);
    s->stop_timer = loop_timer_create(s->loop, look_at_stop, s);
    loop_timer_repeat(s->stop_timer, STOP_LOOK_MS);
}

void http_server_destroy(struct http_server **take_server)
{
    struct http_server *s = *take_server;
    if (!s)
        return;
    *take_server = NULL;
    dispose(s);
}
