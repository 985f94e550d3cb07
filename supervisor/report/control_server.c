/* The answering end of the control socket: four callers at once, two seconds each to ask, one line of at most
 * 128 bytes. */
#include "control_socket.h"

#include "array_len.h"
#include "loop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

#define PATIENCE_MS      2000
#define ACCEPTS_PER_TURN 16

struct caller {
    struct control_server *server;
    uv_poll_t poll;
    struct loop_timer *deadline;
    int fd;              /* -1: nobody */
    uint32_t serial;     /* of the callers in this place, so that a late answer finds the one that asked */
    bool closing, waits; /* waits: for the answer that CONTROL_LATER promised */
    size_t length;
    char line[CONTROL_LINE_MOST + 1];
};

struct control_server {
    struct loop *loop;
    uv_poll_t poll;
    struct control_listener listener;
    struct control_handlers handlers;
    void *ctx;
    struct caller callers[CONTROL_CALLERS_MAX];
    struct buffer reply;
    unsigned handles_open; /* freed when the last one is closed */
    bool closed;
};

static void handle_closed(struct control_server *s)
{
    if (--s->handles_open > 0 || !s->closed)
        return;
    buffer_free(&s->reply);
    free(s);
}

static void caller_poll_closed(uv_handle_t *handle)
{
    struct caller *caller = handle->data;
    caller->closing = false;
    caller->fd = -1;
    handle_closed(caller->server);
}

static void hang_up(struct caller *caller)
{
    if (caller->fd < 0 || caller->closing)
        return;
    caller->closing = true;
    loop_timer_destroy(&caller->deadline);
    uv_poll_stop(&caller->poll);
    close(caller->fd);
    uv_close((uv_handle_t *)&caller->poll, caller_poll_closed);
}

static void too_slow(void *ctx)
{
    hang_up(ctx);
}

static void reply(struct caller *caller, int status, const char *text)
{
    struct control_server *s = caller->server;
    buffer_clear(&s->reply);
    buffer_format(&s->reply, "%d\n%s", status, text);
    /* It fits into the socket's own buffer; a caller that cannot take it has lost. */
    (void)send(caller->fd, s->reply.data, s->reply.length, MSG_DONTWAIT | MSG_NOSIGNAL);
    hang_up(caller);
}

static uint64_t ticket_of(const struct caller *caller)
{
    return (uint64_t)caller->serial << 32 | (uint64_t)(caller - caller->server->callers);
}

static void answer(struct caller *caller, size_t length)
{
    struct control_server *s = caller->server;
    struct buffer text;
    buffer_init(&text, CONTROL_REPLY_MOST);
    caller->waits = true; /* the answer may come from inside the call */
    int status =
        s->handlers.on_request(s->ctx, control_request_read(caller->line, length), ticket_of(caller), &text);
    if (status != CONTROL_LATER)
        reply(caller, status, buffer_string(&text));
    else if (caller->waits)
        loop_timer_start(caller->deadline, CONTROL_LATER_MS);
    buffer_free(&text);
}

void control_server_answer(struct control_server *s, uint64_t ticket, int status, const char *text)
{
    struct caller *caller = s ? &s->callers[control_place(ticket)] : NULL;
    if (!caller || caller->fd < 0 || caller->closing || !caller->waits || ticket_of(caller) != ticket)
        return;
    caller->waits = false;
    reply(caller, status, text);
}

/* The rest of what a caller sends while it waits is nothing to us, but its end is. */
static void watch_for_end(struct caller *caller)
{
    char ignored[64];
    ssize_t n = recv(caller->fd, ignored, sizeof(ignored), MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
        hang_up(caller);
}

static void caller_readable(uv_poll_t *poll, int status, int events)
{
    struct caller *caller = poll->data;
    (void)events;
    if (caller->waits && status >= 0) {
        watch_for_end(caller);
        return;
    }
    ssize_t n = status < 0 ? 0
                           : recv(caller->fd, caller->line + caller->length,
                                  sizeof(caller->line) - caller->length, MSG_DONTWAIT);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n <= 0) {
        hang_up(caller);
        return;
    }
    caller->length += (size_t)n;
    const char *newline = memchr(caller->line, '\n', caller->length);
    if (newline)
        answer(caller, (size_t)(newline - caller->line));
    else if (caller->length == sizeof(caller->line))
        hang_up(caller);
}

static bool may_ask(int fd)
{
    struct ucred who;
    socklen_t size = sizeof(who);
    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) == 0 &&
           (who.uid == 0 || who.uid == geteuid());
}

static struct caller *free_caller(struct control_server *s)
{
    for (size_t i = 0; i < ARRAY_LEN(s->callers); i++)
        if (s->callers[i].fd < 0)
            return &s->callers[i];
    return NULL;
}

static void welcome(struct control_server *s, int fd)
{
    struct caller *caller = free_caller(s);
    if (!caller || !may_ask(fd)) {
        close(fd);
        return;
    }
    if (uv_poll_init(loop_uv(s->loop), &caller->poll, fd) != 0) {
        close(fd);
        return;
    }
    caller->fd = fd;
    caller->serial++;
    caller->length = 0;
    caller->waits = false;
    caller->deadline = loop_timer_create(s->loop, too_slow, caller);
    loop_timer_start(caller->deadline, PATIENCE_MS);
    caller->poll.data = caller;
    s->handles_open++;
    uv_poll_start(&caller->poll, UV_READABLE, caller_readable);
}

static void callers_wait(uv_poll_t *poll, int status, int events)
{
    struct control_server *s = poll->data;
    (void)status;
    (void)events;
    for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
        int fd = accept4(s->listener.fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (fd < 0)
            return;
        welcome(s, fd);
    }
}

struct err control_server_open(struct loop *loop, struct control_listener *take_listener,
                               const struct control_handlers *handlers, void *ctx,
                               struct control_server **ret_server)
{
    struct control_server *s = calloc(1, sizeof(*s));
    if (!s)
        abort();
    int rc = uv_poll_init(loop_uv(loop), &s->poll, take_listener->fd);
    if (rc != 0) {
        free(s);
        return err_make(ERR_SYSTEM, "control.poll", -rc);
    }
    s->loop = loop;
    s->listener = *take_listener;
    *take_listener = CONTROL_LISTENER_NONE;
    s->handlers = *handlers;
    s->ctx = ctx;
    buffer_init(&s->reply, CONTROL_REPLY_MOST + 16);
    for (size_t i = 0; i < ARRAY_LEN(s->callers); i++) {
        s->callers[i].server = s;
        s->callers[i].fd = -1;
    }
    s->poll.data = s;
    s->handles_open = 1;
    uv_poll_start(&s->poll, UV_READABLE, callers_wait);
    *ret_server = s;
    return ERR_OK;
}

struct control_listener control_server_listener(const struct control_server *s)
{
    return s->listener;
}

static void server_poll_closed(uv_handle_t *handle)
{
    handle_closed(handle->data);
}

void control_server_close(struct control_server **take_server)
{
    struct control_server *s = *take_server;
    if (!s)
        return;
    *take_server = NULL;
    s->closed = true;
    for (size_t i = 0; i < ARRAY_LEN(s->callers); i++)
        hang_up(&s->callers[i]);
    uv_poll_stop(&s->poll);
    control_listener_close(&s->listener);
    uv_close((uv_handle_t *)&s->poll, server_poll_closed);
}
