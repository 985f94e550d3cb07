/* h2o in front of the simulator's areas: the route table, requests and connections. How answers leave:
 * answers.c. */
#include "front.h"

#include "answers.h"
#include "array_len.h"
#include "clock.h"
#include "control.h"
#include "discord.h"
#include "entrances.h"
#include "loop.h"
#include "request_log.h"
#include "simulator_h2o.h"

#include <stdlib.h>
#include <string.h>

#define BODY_MOST     ((size_t)32 * 1024 * 1024)
#define KEEP_ALIVE_MS 600000

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
    struct entrances *entrances;
    struct answers answers;
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
    {"/api/", true, to_discord},
    {"/control/", false, to_google_control},
    {"/control/", false, to_control},
    {"/token", true, to_google},
    {"/v4/", true, to_google},
    {"/drive/", true, to_google},
    {"/", false, to_page},
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
    bool dial = is_gateway(req, &request), taken = false;
    if (dial)
        taken = discord_gateway_dial(server->areas.discord, req, &request, &response);
    else
        route(server, &request, &response);
    if (taken)
        response.status = 101;
    if (dial)
        requests_note(server->areas.requests, clock_monotonic_ms(), &request, &response);
    if (taken)
        return 0;
    response.gzipped = response.compressible && strstr(header(req, "accept-encoding"), "gzip");
    answers_give(&server->answers, req, &response);
    return 0;
}

/* ---- Life. */

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
    answers_init(&server->answers, loop);
    configure(server);
    server->entrances = entrances_create(loop, &server->accept, listener);
    return server;
}

struct entrances *sim_server_entrances(struct sim_server *server)
{
    return server->entrances;
}

/* Pending answers are reset; everyone who waits to read sees the end of his connection, and h2o lets go of
 * it. */
void sim_server_close(struct sim_server *server, void (*on_closed)(void *ctx), void *ctx)
{
    answers_reset_all(&server->answers);
    entrances_close(server->entrances, on_closed, ctx);
}

void sim_server_destroy(struct sim_server **take_server)
{
    struct sim_server *server = *take_server;
    if (!server)
        return;
    *take_server = NULL;
    entrances_destroy(&server->entrances);
    h2o_context_dispose(&server->context);
    h2o_config_dispose(&server->config);
    free(server);
}
