/* bare_h2o BODY_FILE: the least that can answer over h2o, with the settings of health-server/http/server.c:
 * one handler that sends the bytes of that file with its headers. Prints its port. What a request costs
 * before anybody has thought about it. */
#include "h2o_door.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY_MOST 65536
#define BACKLOG   511

struct bare {
    h2o_globalconf_t config;
    h2o_context_t context;
    h2o_accept_ctx_t accept;
    uv_tcp_t listener;
};

struct bare_handler {
    h2o_handler_t super; /* first: h2o hands this pointer back */
    h2o_iovec_t body;
};

static void add_header(h2o_req_t *req, const char *name, const char *value)
{
    h2o_add_header_by_str(&req->pool, &req->res.headers, name, strlen(name), 1, NULL, value, strlen(value));
}

static int on_request(h2o_handler_t *self, h2o_req_t *req)
{
    static h2o_generator_t nothing_follows;
    h2o_iovec_t body = ((struct bare_handler *)self)->body;
    add_header(req, "content-type", "application/json");
    add_header(req, "cache-control", "no-cache, no-store, must-revalidate");
    add_header(req, "x-content-type-options", "nosniff");
    req->res.status = 200;
    req->res.reason = "OK";
    req->res.content_length = body.len;
    h2o_start_response(req, &nothing_follows);
    h2o_send(req, &body, 1, H2O_SEND_STATE_FINAL);
    return 0;
}

static void on_knock(uv_stream_t *listener, int status)
{
    struct bare *bare = listener->data;
    uv_tcp_t *tcp = calloc(1, sizeof(*tcp));
    if (status != 0 || !tcp)
        abort();
    uv_tcp_init(listener->loop, tcp);
    if (uv_accept(listener, (uv_stream_t *)tcp) != 0)
        uv_close((uv_handle_t *)tcp, (uv_close_cb)free);
    else
        h2o_accept(&bare->accept, h2o_uv_socket_create((uv_stream_t *)tcp, (uv_close_cb)free));
}

static h2o_iovec_t read_body(const char *path)
{
    static char bytes[BODY_MOST];
    FILE *file = fopen(path, "re");
    size_t length = file ? fread(bytes, 1, sizeof(bytes), file) : 0;
    if (length == 0) {
        perror(path);
        exit(70);
    }
    fclose(file);
    return h2o_iovec_init(bytes, length);
}

static void configure(struct bare *bare, h2o_iovec_t body)
{
    h2o_config_init(&bare->config);
    bare->config.server_name = h2o_iovec_init(NULL, 0);
    bare->config.max_request_entity_size = 8192;
    bare->config.http1.upgrade_to_http2 = 0;
    h2o_hostconf_t *host =
        h2o_config_register_host(&bare->config, h2o_iovec_init(H2O_STRLIT("default")), 65535);
    h2o_pathconf_t *path = h2o_config_register_path(host, "/", 0);
    struct bare_handler *handler = (struct bare_handler *)h2o_create_handler(path, sizeof(*handler));
    handler->super.on_req = on_request;
    handler->body = body;
    h2o_context_init(&bare->context, uv_default_loop(), &bare->config);
    bare->accept.ctx = &bare->context;
    bare->accept.hosts = bare->config.hosts;
}

static int listen_anywhere(struct bare *bare)
{
    struct sockaddr_in address;
    int length = sizeof(address);
    uv_tcp_init(uv_default_loop(), &bare->listener);
    bare->listener.data = bare;
    uv_ip4_addr("127.0.0.1", 0, &address);
    if (uv_tcp_bind(&bare->listener, (struct sockaddr *)&address, 0) != 0 ||
        uv_listen((uv_stream_t *)&bare->listener, BACKLOG, on_knock) != 0 ||
        uv_tcp_getsockname(&bare->listener, (struct sockaddr *)&address, &length) != 0)
        return 0;
    return ntohs(address.sin_port);
}

int main(int argc, char **argv)
{
    static struct bare bare;
    if (argc != 2)
        return fputs("usage: bare_h2o BODY_FILE\n", stderr), 64;
    configure(&bare, read_body(argv[1]));
    int port = listen_anywhere(&bare);
    if (port == 0)
        return fputs("bare_h2o: no port\n", stderr), 70;
    printf("%d\n", port);
    fflush(stdout);
    return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
