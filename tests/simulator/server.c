/* h2o in front of the simulator's areas. One route table; everything else is how an answer leaves. */
#include "front.h"

#include "array_len.h"
#include "clock.h"
#include "control.h"
#include "discord.h"
#include "h2o_door.h"
#include "loop.h"
#include "requests.h"

#include <stdlib.h>
#include <string.h>
#include <uv.h>

#define BODY_MOST     ((size_t)32 * 1024 * 1024)
#define PENDING_MOST  512
#define KEEP_ALIVE_MS 600000

/* An accepted connection, so that stopping can end them all. */
struct peer {
    uv_tcp_t uv;
    struct sim_server *server;
    struct peer *next, **link;
};

/* An answer that waits for its time, or (timer NULL) is never to come. */
struct pending {
    struct sim_server *server;
    h2o_req_t *req;
    struct sim_response response;
    struct loop_timer *timer;
    struct pending *next, **link;
};

struct handler {
    h2o_handler_t h2o;
    struct sim_server *server;
};

struct sim_server {
    struct loop *loop;
    struct sim_areas areas;
    h2o_globalconf_t config;
    h2o_context_t context;
    h2o_accept_ctx_t accept;
    uv_tcp_t listener;
    bool listening;
    struct peer *peers;
    struct pending *pending;
    size_t pending_count;
    void (*on_closed)(void *ctx);
    void *on_closed_ctx;
};

void sim_header(struct sim_response *response, const char *name, const char *value)
{
    for (size_t i = 0; i < ARRAY_LEN(response->headers); i++) {
        bool same = strcasecmp(response->headers[i][0], name) == 0;
        if (!response->headers[i][0][0] || same) {
            snprintf(response->headers[i][0], sizeof(response->headers[i][0]), "%s", name);
            snprintf(response->headers[i][1], sizeof(response->headers[i][1]), "%s", value);
            return;
        }
    }
}

/* ---- The route table. An area that returns false leaves the path to the next. */

static bool to_discord(const struct sim_areas *areas, const struct sim_request *request,
                       struct sim_response *response)
{
    return discord_rest_handle(areas->discord, request, response);
}

static bool to_google(const struct sim_areas *areas, const struct sim_request *request,
                      struct sim_response *response)
{
    return sim_google_handle(areas->google, request, response);
}

static bool to_google_control(const struct sim_areas *areas, const struct sim_request *request,
                              struct sim_response *response)
{
    return sim_google_control(areas->google, request, response);
}

static bool to_control(const struct sim_areas *areas, const struct sim_request *request,
                       struct sim_response *response)
{
    return control_handle(areas->control, request, response);
}

static bool to_page(const struct sim_areas *areas, const struct sim_request *request,
                    struct sim_response *response)
{
    (void)areas;
    return sim_page_handle(request, response);
}

static const struct {
    const char *prefix;
    bool noted; /* in GET /control/requests */
    bool (*handle)(const struct sim_areas *areas, const struct sim_request *request,
                   struct sim_response *response);
} AREAS[] = {
    {"/api/", true, to_discord},      {"/control/", false, to_google_control},
    {"/control/", false, to_control}, {"/token", true, to_google},
    {"/v4/", true, to_google},        {"/", false, to_page},
};

static void route(struct sim_server *server, const struct sim_request *request, struct sim_response *response)
{
    response->status = 200;
    for (size_t i = 0; i < ARRAY_LEN(AREAS); i++) {
        if (strncmp(request->path, AREAS[i].prefix, strlen(AREAS[i].prefix)) != 0)
            continue;
        if (!AREAS[i].handle(&server->areas, request, response))
            continue;
        if (AREAS[i].noted)
            requests_note(server->areas.requests, clock_monotonic_ms(), request, response);
        return;
    }
    response->status = 404;
    buffer_text(&response->body, "{\"error\":\"no such path\"}");
}

/* ---- Answers. */

static const char *reason(int status)
{
    static const struct {
        int status;
        const char *text;
    } REASONS[] = {{200, "OK"},
                   {201, "Created"},
                   {204, "No Content"},
                   {400, "Bad Request"},
                   {401, "Unauthorized"},
                   {403, "Forbidden"},
                   {404, "Not Found"},
                   {405, "Method Not Allowed"},
                   {409, "Conflict"},
                   {429, "Too Many Requests"},
                   {500, "Internal Server Error"},
                   {502, "Bad Gateway"},
                   {503, "Service Unavailable"},
                   {504, "Gateway Timeout"}};
    for (size_t i = 0; i < ARRAY_LEN(REASONS); i++)
        if (REASONS[i].status == status)
            return REASONS[i].text;
    return "Unknown";
}

static void add_header(h2o_req_t *req, const char *name, const char *value)
{
    h2o_iovec_t n = h2o_strdup(&req->pool, name, SIZE_MAX), v = h2o_strdup(&req->pool, value, SIZE_MAX);
    h2o_add_header_by_str(&req->pool, &req->res.headers, n.base, n.len, 0, n.base, v.base, v.len);
}

static void add_headers(h2o_req_t *req, const struct sim_response *response, bool bodiless)
{
    bool typed = bodiless; /* or by a header that a fault put in */
    for (size_t i = 0; i < ARRAY_LEN(response->headers) && response->headers[i][0][0]; i++) {
        add_header(req, response->headers[i][0], response->headers[i][1]);
        typed |= strcasecmp(response->headers[i][0], "content-type") == 0;
    }
    if (!typed)
        add_header(req, "Content-Type", response->content_type ? response->content_type : "application/json");
}

static void write_answer(h2o_req_t *req, const struct sim_response *response)
{
    static h2o_generator_t generator = {NULL, NULL};
    bool bodiless = response->status == 204 || response->status == 304;
    req->res.status = response->status;
    req->res.reason = reason(response->status);
    req->res.content_length = bodiless ? SIZE_MAX : response->body.length;
    add_headers(req, response, bodiless);
    h2o_iovec_t body = h2o_strdup(&req->pool, buffer_string(&response->body), response->body.length);
    bool cut = response->fate == SIM_TRUNCATE;
    if (cut)
        body.len /= 2;
    h2o_start_response(req, &generator);
    h2o_send(req, &body, bodiless ? 0 : 1, cut ? H2O_SEND_STATE_ERROR : H2O_SEND_STATE_FINAL);
}

/* After the reset the write fails, and h2o frees the connection. */
static void reset(h2o_req_t *req)
{
    static h2o_generator_t generator = {NULL, NULL};
    h2o_door_reset(req->conn->callbacks->get_socket(req->conn));
    req->http1_is_persistent = 0;
    req->res.status = 500;
    req->res.reason = "Reset";
    h2o_start_response(req, &generator);
    h2o_send(req, NULL, 0, H2O_SEND_STATE_ERROR);
}

static void leave(h2o_req_t *req, const struct sim_response *response)
{
    if (response->fate == SIM_RESET)
        reset(req);
    else
        write_answer(req, response);
}

static void pending_destroy(struct pending *pending)
{
    *pending->link = pending->next;
    if (pending->next)
        pending->next->link = pending->link;
    pending->server->pending_count--;
    loop_timer_destroy(&pending->timer);
    buffer_free(&pending->response.body);
    free(pending);
}

static void pending_due(void *ctx)
{
    struct pending *pending = ctx;
    leave(pending->req, &pending->response);
    pending_destroy(pending);
}

static void pending_reset(struct pending *pending)
{
    reset(pending->req);
    pending_destroy(pending);
}

/* Keeps the answer for later, or for ever; takes its body over. At the cap the answer that waits for longest
 * is reset. */
static void hold(struct sim_server *server, h2o_req_t *req, const struct sim_response *take_response)
{
    if (server->pending_count == PENDING_MOST) {
        struct pending *oldest = server->pending;
        while (oldest->next)
            oldest = oldest->next;
        pending_reset(oldest);
    }
    struct pending *pending = calloc(1, sizeof(*pending));
    if (!pending)
        abort();
    *pending = (struct pending){.server = server,
                                .req = req,
                                .response = *take_response,
                                .next = server->pending,
                                .link = &server->pending};
    if (pending->next)
        pending->next->link = &pending->next;
    server->pending = pending;
    server->pending_count++;
    if (pending->response.fate == SIM_STALL)
        return;
    pending->timer = loop_timer_create(server->loop, pending_due, pending);
    loop_timer_start(pending->timer, pending->response.delay_ms);
}

/* ---- Requests. */

static const char *header(h2o_req_t *req, const char *name)
{
    ssize_t at = h2o_find_header_by_str(&req->headers, name, strlen(name), -1);
    return at < 0 ? ""
                  : h2o_strdup(&req->pool, req->headers.entries[at].value.base,
                               req->headers.entries[at].value.len)
                        .base;
}

static struct sim_request read_request(h2o_req_t *req)
{
    bool has_query = req->input.query_at != SIZE_MAX;
    size_t path_length = has_query ? req->input.query_at : req->input.path.len;
    const char *query = "";
    if (has_query)
        query = h2o_strdup(&req->pool, req->input.path.base + path_length + 1,
                           req->input.path.len - path_length - 1)
                    .base;
    return (struct sim_request){
        .method = h2o_strdup(&req->pool, req->input.method.base, req->input.method.len).base,
        .path = h2o_strdup(&req->pool, req->input.path.base, path_length).base,
        .query = query,
        .authorization = header(req, "authorization"),
        .content_type = header(req, "content-type"),
        .user_agent = header(req, "user-agent"),
        .body = req->entity.base ? h2o_strdup(&req->pool, req->entity.base, req->entity.len).base : "",
        .body_length = req->entity.len,
    };
}

static bool is_gateway(h2o_req_t *req, const struct sim_request *request)
{
    return h2o_lcstris(req->upgrade.base, req->upgrade.len, H2O_STRLIT("websocket")) &&
           (strcmp(request->path, "/") == 0 || strcmp(request->path, "/resume") == 0 ||
            strcmp(request->path, "/resume/") == 0);
}

static int take_request(h2o_handler_t *h2o, h2o_req_t *req)
{
    struct sim_server *server = ((struct handler *)h2o)->server;
    struct sim_request request = read_request(req);
    struct sim_response response = {0};
    buffer_init(&response.body, BODY_MOST);
    if (!is_gateway(req, &request))
        route(server, &request, &response);
    else if (discord_gateway_dial(server->areas.discord, req, &request, &response))
        return 0;
    if (response.fate == SIM_STALL || response.delay_ms > 0) {
        hold(server, req, &response);
        return 0;
    }
    leave(req, &response);
    buffer_free(&response.body);
    return 0;
}

/* ---- Connections. */

static void report_if_closed(struct sim_server *server)
{
    if (server->listening || server->peers || !server->on_closed)
        return;
    void (*on_closed)(void *ctx) = server->on_closed;
    server->on_closed = NULL;
    on_closed(server->on_closed_ctx);
}

static void peer_closed(uv_handle_t *handle)
{
    /* h2o uses handle->data for itself; the peer is the handle. */
    struct peer *peer = (struct peer *)(void *)handle;
    struct sim_server *server = peer->server;
    *peer->link = peer->next;
    if (peer->next)
        peer->next->link = peer->link;
    free(peer);
    report_if_closed(server);
}

static void connection_waits(uv_stream_t *listener, int status)
{
    struct sim_server *server = listener->data;
    if (status != 0)
        return;
    struct peer *peer = calloc(1, sizeof(*peer));
    if (!peer)
        abort();
    uv_tcp_init(loop_uv(server->loop), &peer->uv);
    peer->server = server;
    peer->next = server->peers;
    peer->link = &server->peers;
    if (peer->next)
        peer->next->link = &peer->next;
    server->peers = peer;
    if (uv_accept(listener, (uv_stream_t *)&peer->uv) != 0) {
        uv_close((uv_handle_t *)&peer->uv, peer_closed);
        return;
    }
    uv_tcp_nodelay(&peer->uv, 1);
    h2o_accept(&server->accept, h2o_uv_socket_create((uv_stream_t *)&peer->uv, peer_closed));
}

static void configure(struct sim_server *server)
{
    h2o_config_init(&server->config);
    server->config.http1.upgrade_to_http2 = 0;
    server->config.http1.req_timeout = KEEP_ALIVE_MS;
    server->config.max_request_entity_size = BODY_MOST;
    server->config.server_name = (h2o_iovec_t){NULL, 0};
    h2o_hostconf_t *host =
        h2o_config_register_host(&server->config, h2o_iovec_init(H2O_STRLIT("default")), 65535);
    h2o_pathconf_t *path = h2o_config_register_path(host, "/", 0);
    struct handler *handler = (struct handler *)(void *)h2o_create_handler(path, sizeof(*handler));
    handler->h2o.on_req = take_request;
    handler->server = server;
    h2o_context_init(&server->context, loop_uv(server->loop), &server->config);
    server->accept.ctx = &server->context;
    server->accept.hosts = server->config.hosts;
}

struct sim_server *sim_server_create(struct loop *loop, int listener, const struct sim_areas *areas)
{
    struct sim_server *server = calloc(1, sizeof(*server));
    if (!server)
        abort();
    server->loop = loop;
    server->areas = *areas;
    configure(server);
    uv_tcp_init(loop_uv(loop), &server->listener);
    server->listener.data = server;
    server->listening = true;
    if (uv_tcp_open(&server->listener, listener) != 0 ||
        uv_listen((uv_stream_t *)&server->listener, 512, connection_waits) != 0)
        abort(); /* main made sure that it listens */
    return server;
}

static void listener_closed(uv_handle_t *handle)
{
    struct sim_server *server = handle->data;
    server->listening = false;
    report_if_closed(server);
}

/* Pending answers are reset; everyone who waits to read sees the end of his connection, and h2o lets go of
 * it. */
void sim_server_close(struct sim_server *server, void (*on_closed)(void *ctx), void *ctx)
{
    server->on_closed = on_closed;
    server->on_closed_ctx = ctx;
    while (server->pending)
        pending_reset(server->pending);
    for (struct peer *peer = server->peers; peer; peer = peer->next) {
        uv_os_fd_t fd;
        if (uv_fileno((uv_handle_t *)&peer->uv, &fd) == 0)
            shutdown(fd, SHUT_RDWR);
    }
    uv_close((uv_handle_t *)&server->listener, listener_closed);
}

void sim_server_destroy(struct sim_server **take_server)
{
    struct sim_server *server = *take_server;
    if (!server)
        return;
    *take_server = NULL;
    h2o_context_dispose(&server->context);
    h2o_config_dispose(&server->config);
    free(server);
}
