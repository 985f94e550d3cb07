/* Listening and accepting. What a proxy's client says first is read here, all else by h2o. */
#include "entrances.h"

#include "array_len.h"
#include "loop.h"
#include "tls_identity.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <uv.h>

#define CA_PEM_MOST  8192
#define CONNECT_MOST 1024

enum way { WAY_PLAIN, WAY_TLS, WAY_PROXY };

struct entrance {
    uv_tcp_t uv;
    struct entrances *all;
    enum way way;
    bool listening;
};

/* An accepted connection, so that stopping can end them all. */
struct peer {
    uv_tcp_t uv; /* first: h2o uses its data for itself; the peer is the handle */
    struct entrances *all;
    struct peer *next, **link;
    char head[CONNECT_MOST]; /* of a proxy's client, until h2o takes over */
    size_t length;
};

struct entrances {
    struct loop *loop;
    h2o_accept_ctx_t plain, tls;
    struct entrance doors[3];
    struct peer *peers;
    struct buffer ca_pem;
    struct secure_entrance secure;
    unsigned resets;
    void (*on_closed)(void *ctx);
    void *on_closed_ctx;
};

static void report_if_closed(struct entrances *e)
{
    for (size_t i = 0; i < ARRAY_LEN(e->doors); i++)
        if (e->doors[i].listening)
            return;
    if (e->peers || !e->on_closed)
        return;
    void (*on_closed)(void *ctx) = e->on_closed;
    e->on_closed = NULL;
    on_closed(e->on_closed_ctx);
}

/* ---- Connections. */

static void peer_closed(uv_handle_t *handle)
{
    struct peer *peer = (struct peer *)(void *)handle;
    struct entrances *e = peer->all;
    *peer->link = peer->next;
    if (peer->next)
        peer->next->link = peer->link;
    free(peer);
    report_if_closed(e);
}

static void hand_over(struct peer *peer, h2o_accept_ctx_t *accept)
{
    h2o_accept(accept, h2o_uv_socket_create((uv_stream_t *)&peer->uv, peer_closed));
}

static void give_room(uv_handle_t *handle, size_t suggested, uv_buf_t *ret)
{
    struct peer *peer = (struct peer *)(void *)handle;
    (void)suggested;
    *ret = uv_buf_init(peer->head + peer->length, (unsigned)(sizeof(peer->head) - 1 - peer->length));
}

/* The client says "CONNECT host:443 HTTP/1.1", waits for our 200, and begins with TLS. */
static void proxy_heard(uv_stream_t *stream, ssize_t count, const uv_buf_t *unused)
{
    static char yes[] = "HTTP/1.1 200 Connection established\r\n\r\n";
    struct peer *peer = (struct peer *)(void *)stream;
    (void)unused;
    bool good = count >= 0;
    if (good)
        peer->length += (size_t)count;
    peer->head[peer->length] = '\0';
    const char *end = strstr(peer->head, "\r\n\r\n");
    if (good && !end && peer->length < sizeof(peer->head) - 1)
        return;
    uv_read_stop(stream);
    uv_buf_t answer = uv_buf_init(yes, sizeof(yes) - 1);
    if (good && end && !end[4] && strncmp(peer->head, "CONNECT ", 8) == 0 &&
        uv_try_write(stream, &answer, 1) == (int)answer.len)
        hand_over(peer, &peer->all->tls);
    else
        uv_close((uv_handle_t *)stream, peer_closed);
}

static void reset(struct peer *peer)
{
    struct sockaddr nobody = {.sa_family = AF_UNSPEC};
    uv_os_fd_t fd;
    if (uv_fileno((uv_handle_t *)&peer->uv, &fd) == 0)
        connect(fd, &nobody, sizeof(nobody)); /* simulator_h2o.h */
    uv_close((uv_handle_t *)&peer->uv, peer_closed);
}

static struct peer *new_peer(struct entrances *e)
{
    struct peer *peer = calloc(1, sizeof(*peer));
    if (!peer)
        abort();
    uv_tcp_init(loop_uv(e->loop), &peer->uv);
    peer->all = e;
    peer->next = e->peers;
    peer->link = &e->peers;
    if (peer->next)
        peer->next->link = &peer->next;
    e->peers = peer;
    return peer;
}

static void connection_waits(uv_stream_t *listener, int status)
{
    struct entrance *door = listener->data;
    struct entrances *e = door->all;
    if (status != 0)
        return;
    struct peer *peer = new_peer(e);
    if (uv_accept(listener, (uv_stream_t *)&peer->uv) != 0) {
        uv_close((uv_handle_t *)&peer->uv, peer_closed);
        return;
    }
    uv_tcp_nodelay(&peer->uv, 1);
    if (door->way != WAY_PLAIN && e->resets > 0) {
        e->resets--;
        reset(peer);
    } else if (door->way == WAY_PROXY) {
        uv_read_start((uv_stream_t *)&peer->uv, give_room, proxy_heard);
    } else {
        hand_over(peer, door->way == WAY_TLS ? &e->tls : &e->plain);
    }
}

/* ---- Doors. */

static struct entrance *prepare(struct entrances *e, enum way way)
{
    struct entrance *door = &e->doors[way];
    *door = (struct entrance){.all = e, .way = way, .listening = true};
    uv_tcp_init(loop_uv(e->loop), &door->uv);
    door->uv.data = door;
    return door;
}

struct entrances *entrances_create(struct loop *loop, const h2o_accept_ctx_t *accept, int listener)
{
    struct entrances *e = calloc(1, sizeof(*e));
    if (!e)
        abort();
    e->loop = loop;
    e->plain = e->tls = *accept;
    buffer_init(&e->ca_pem, CA_PEM_MOST);
    struct entrance *door = prepare(e, WAY_PLAIN);
    if (uv_tcp_open(&door->uv, listener) != 0 ||
        uv_listen((uv_stream_t *)&door->uv, 512, connection_waits) != 0)
        abort(); /* main made sure that it listens */
    return e;
}

/* The port, 0: none could be had; the door is closed with the others. */
static unsigned listen_somewhere(struct entrances *e, enum way way)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int length = sizeof(address);
    struct entrance *door = prepare(e, way);
    if (uv_tcp_bind(&door->uv, (const struct sockaddr *)&address, 0) != 0 ||
        uv_listen((uv_stream_t *)&door->uv, 512, connection_waits) != 0 ||
        uv_tcp_getsockname(&door->uv, (struct sockaddr *)&address, &length) != 0)
        return 0;
    return ntohs(address.sin_port);
}

const struct secure_entrance *entrances_secure(struct entrances *e)
{
    if (!e->tls.ssl_ctx) {
        e->tls.ssl_ctx = tls_identity_create(&e->ca_pem);
        if (!e->tls.ssl_ctx)
            return NULL;
        e->secure.ca_pem = buffer_string(&e->ca_pem);
        e->secure.tls_port = listen_somewhere(e, WAY_TLS);
        e->secure.proxy_port = listen_somewhere(e, WAY_PROXY);
    }
    return e->secure.tls_port && e->secure.proxy_port ? &e->secure : NULL;
}

void entrances_reset_next(struct entrances *e, unsigned count)
{
    e->resets = count;
}

/* ---- The end. */

static void door_closed(uv_handle_t *handle)
{
    struct entrance *door = handle->data;
    door->listening = false;
    report_if_closed(door->all);
}

void entrances_close(struct entrances *e, void (*on_closed)(void *ctx), void *ctx)
{
    e->on_closed = on_closed;
    e->on_closed_ctx = ctx;
    for (struct peer *peer = e->peers; peer; peer = peer->next) {
        uv_os_fd_t fd;
        if (uv_fileno((uv_handle_t *)&peer->uv, &fd) == 0)
            shutdown(fd, SHUT_RDWR);
    }
    for (size_t i = 0; i < ARRAY_LEN(e->doors); i++)
        if (e->doors[i].listening)
            uv_close((uv_handle_t *)&e->doors[i].uv, door_closed);
}

void entrances_destroy(struct entrances **take_entrances)
{
    struct entrances *e = *take_entrances;
    if (!e)
        return;
    *take_entrances = NULL;
    if (e->tls.ssl_ctx)
        SSL_CTX_free(e->tls.ssl_ctx);
    buffer_free(&e->ca_pem);
    free(e);
}
