/* libuv's TCP behind one small object.
 *
 * libuv calls back after we have lost interest, so the object lives until the last of its socket, timer and
 * writes has reported, whatever its owner did: `references` counts them. */
#include "tcp.h"

#include "allocate.h"
#include "detached_work.h"
#include "lookup.h"
#include "loop.h"

#include <netdb.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uv.h>

/* An address gets this long while there is another to try. */
#define TCP_ADDRESS_MS 3000
/* Data unacknowledged by the peer's kernel this long, or three unanswered keepalives: the path is dead.
 * tcp(7) */
#define TCP_UNACKNOWLEDGED_MS 15000
#define TCP_KEEPALIVE_IDLE_S  30
#define TCP_KEEPALIVE_EVERY_S 5
#define TCP_KEEPALIVE_COUNT   3

struct tcp {
    uv_loop_t *loop;
    struct tcp_handlers handlers;
    void *ctx;
    unsigned references;
    bool abandoned;               /* its owner has let go: no more callbacks */
    struct detached_work *lookup; /* NULL once it is answered */
    struct addrinfo *addresses, *next_address;
    struct tcp_socket *socket; /* the present attempt, later the connection */
    uv_timer_t patience;
    struct err last_error;
    char read_bytes[32 * 1024];
};

/* Apart from the connection, since a failed address is closed while the next is tried. */
struct tcp_socket {
    uv_tcp_t uv;
    uv_connect_t connecting;
    uv_shutdown_t ending;
    struct tcp *tcp;
    bool closing;
};

struct tcp_sending {
    uv_write_t uv;
    struct tcp *tcp;
    char bytes[];
};

static void release(struct tcp *tcp)
{
    if (--tcp->references)
        return;
    if (tcp->addresses)
        freeaddrinfo(tcp->addresses);
    free(tcp);
}

static void socket_closed(uv_handle_t *handle)
{
    struct tcp_socket *s = handle->data;
    struct tcp *tcp = s->tcp;
    free(s);
    release(tcp);
}

/* As a reset, so that a peer that never answers costs nothing. */
static void socket_close(struct tcp *tcp)
{
    struct tcp_socket *s = tcp->socket;
    if (!s || s->closing)
        return;
    s->closing = true;
    tcp->socket = NULL;
    if (uv_tcp_close_reset(&s->uv, socket_closed) != 0)
        uv_close((uv_handle_t *)&s->uv, socket_closed);
}

static void patience_closed(uv_handle_t *handle)
{
    release(handle->data);
}

static void report_closed(struct tcp *tcp, struct err e)
{
    uv_timer_stop(&tcp->patience);
    socket_close(tcp);
    if (!tcp->abandoned)
        tcp->handlers.on_closed(tcp->ctx, e);
}

static void on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *ret_room)
{
    (void)suggested;
    struct tcp_socket *s = handle->data;
    *ret_room = uv_buf_init(s->tcp->read_bytes, sizeof(s->tcp->read_bytes));
}

static void on_read(uv_stream_t *stream, ssize_t length, const uv_buf_t *room)
{
    struct tcp_socket *s = stream->data;
    struct tcp *tcp = s->tcp;
    if (tcp->abandoned || length == 0)
        return;
    if (length > 0)
        tcp->handlers.on_bytes(tcp->ctx, room->base, (size_t)length);
    else if (length == UV_EOF)
        report_closed(tcp, err_make(ERR_CLOSED, "tcp.read", 0));
    else
        report_closed(tcp, err_make(ERR_LOOP, "tcp.read", (int)length));
}

/* Best effort: a kernel that refuses one of these still carries the bytes. */
static void tune(struct tcp_socket *s)
{
    uv_os_fd_t fd;
    uv_tcp_nodelay(&s->uv, 1);
    uv_tcp_keepalive(&s->uv, 1, TCP_KEEPALIVE_IDLE_S);
    if (uv_fileno((uv_handle_t *)&s->uv, &fd) != 0)
        return;
    int every = TCP_KEEPALIVE_EVERY_S, count = TCP_KEEPALIVE_COUNT;
    unsigned unacknowledged = TCP_UNACKNOWLEDGED_MS;
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &every, sizeof(every));
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &count, sizeof(count));
    setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &unacknowledged, sizeof(unacknowledged));
}

static void try_next_address(struct tcp *tcp);

static void on_connect(uv_connect_t *request, int status)
{
    struct tcp_socket *s = request->data;
    struct tcp *tcp = s->tcp;
    if (s->closing || tcp->abandoned)
        return;
    if (status != 0) {
        tcp->last_error = err_make(ERR_LOOP, "tcp.connect", status);
        socket_close(tcp);
        try_next_address(tcp);
        return;
    }
    uv_timer_stop(&tcp->patience);
    tune(s);
    int rc = uv_read_start((uv_stream_t *)&s->uv, on_alloc, on_read);
    if (rc != 0)
        report_closed(tcp, err_make(ERR_LOOP, "tcp.read_start", rc));
    else
        tcp->handlers.on_connected(tcp->ctx);
}

static void on_impatience(uv_timer_t *timer)
{
    struct tcp *tcp = timer->data;
    tcp->last_error = err_make(ERR_TIMEOUT, "tcp.connect", 0);
    socket_close(tcp);
    try_next_address(tcp);
}

static int start_attempt(struct tcp *tcp, const struct addrinfo *address)
{
    struct tcp_socket *s = allocate(1, sizeof(*s));
    s->tcp = tcp;
    uv_tcp_init(tcp->loop, &s->uv);
    s->uv.data = s;
    s->connecting.data = s;
    tcp->socket = s;
    tcp->references++;
    return uv_tcp_connect(&s->connecting, &s->uv, address->ai_addr, on_connect);
}

static void try_next_address(struct tcp *tcp)
{
    uv_timer_stop(&tcp->patience);
    while (tcp->next_address) {
        const struct addrinfo *address = tcp->next_address;
        tcp->next_address = address->ai_next;
        int rc = start_attempt(tcp, address);
        if (rc == 0) {
            if (tcp->next_address)
                uv_timer_start(&tcp->patience, on_impatience, TCP_ADDRESS_MS, 0);
            return;
        }
        tcp->last_error = err_make(ERR_LOOP, "tcp.connect", rc);
        socket_close(tcp);
    }
    report_closed(tcp, tcp->last_error);
}

static void on_looked_up(void *ctx, int status, struct addrinfo *addresses)
{
    struct tcp *tcp = ctx;
    tcp->lookup = NULL;
    tcp->addresses = addresses;
    tcp->next_address = addresses;
    tcp->last_error = err_make(ERR_DNS, "tcp.lookup", status);
    try_next_address(tcp);
}

/* A lookup that cannot even start is reported by the timer, so that tcp_open itself never calls back. */
static void on_no_lookup(uv_timer_t *timer)
{
    struct tcp *tcp = timer->data;
    report_closed(tcp, tcp->last_error);
}

struct tcp *tcp_open(struct loop *loop, const char *host, uint16_t port, const struct tcp_handlers *handlers,
                     void *ctx)
{
    struct tcp *tcp = allocate(1, sizeof(*tcp));
    tcp->loop = loop_uv(loop);
    tcp->handlers = *handlers;
    tcp->ctx = ctx;
    uv_timer_init(tcp->loop, &tcp->patience);
    tcp->patience.data = tcp;
    tcp->references = 1;
    tcp->last_error = lookup_start(loop, host, port, on_looked_up, tcp, &tcp->lookup);
    if (err_is(tcp->last_error))
        uv_timer_start(&tcp->patience, on_no_lookup, 0, 0);
    return tcp;
}

static void on_written(uv_write_t *request, int status)
{
    struct tcp_sending *sending = request->data;
    struct tcp *tcp = sending->tcp;
    free(sending);
    if (status != 0 && status != UV_ECANCELED && !tcp->abandoned)
        report_closed(tcp, err_make(ERR_LOOP, "tcp.write", status));
    release(tcp);
}

static struct err write_later(struct tcp *tcp, const char *bytes, size_t length)
{
    struct tcp_sending *sending = malloc(sizeof(*sending) + length);
    if (!sending)
        abort();
    memcpy(sending->bytes, bytes, length);
    sending->tcp = tcp;
    sending->uv.data = sending;
    uv_buf_t out = uv_buf_init(sending->bytes, (unsigned)length);
    int rc = uv_write(&sending->uv, (uv_stream_t *)&tcp->socket->uv, &out, 1, on_written);
    if (rc != 0) {
        free(sending);
        return err_make(ERR_LOOP, "tcp.write", rc);
    }
    tcp->references++;
    return ERR_OK;
}

struct err tcp_write(struct tcp *tcp, const void *bytes, size_t length)
{
    if (!tcp->socket)
        return err_make(ERR_CLOSED, "tcp.write", 0);
    uv_stream_t *stream = (uv_stream_t *)&tcp->socket->uv;
    if (uv_stream_get_write_queue_size(stream) + length > TCP_UNSENT_MOST)
        return err_make(ERR_FULL, "tcp.write", 0);
    const char *rest = bytes;
    uv_buf_t now = {.base = (char *)(uintptr_t)rest, .len = length};
    int sent = uv_try_write(stream, &now, 1);
    if (sent < 0 && sent != UV_EAGAIN)
        return err_make(ERR_LOOP, "tcp.write", sent);
    size_t done = sent > 0 ? (size_t)sent : 0;
    return done == length ? ERR_OK : write_later(tcp, rest + done, length - done);
}

void tcp_abort(struct tcp **take_tcp)
{
    struct tcp *tcp = *take_tcp;
    if (!tcp)
        return;
    *take_tcp = NULL;
    tcp->abandoned = true;
    detached_work_abandon(&tcp->lookup);
    socket_close(tcp);
    uv_close((uv_handle_t *)&tcp->patience, patience_closed);
}

struct err tcp_end(struct tcp *tcp)
{
    struct tcp_socket *s = tcp->socket;
    if (!s)
        return err_make(ERR_CLOSED, "tcp.end", 0);
    int rc = uv_shutdown(&s->ending, (uv_stream_t *)&s->uv, NULL);
    return rc == 0 ? ERR_OK : err_make(ERR_LOOP, "tcp.end", rc);
}
