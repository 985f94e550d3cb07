/* SOCK_SEQPACKET on libuv: uv_poll and recvmsg/sendmsg, because uv_pipe_t knows streams only.
 * The send queue is one block of memory, allocated at open: records from its start, each led by its length; what was sent is moved out. */
#include "channel.h"

#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

/* Fairness: no more than this many frames per turn of the loop. */
#define FRAMES_PER_TURN 64

struct channel {
    uv_poll_t poll;
    int fd;
    bool open, writing;
    struct channel_handlers handlers;
    void *ctx;
    struct channel_counts counts;
    struct err failure;
    char *queue; /* records waiting to be sent: uint32_t length, then the bytes; packed from the start */
    size_t queue_size, queue_used;
    char record[FRAME_MOST + 1];
};

static void watch(struct channel *c);

static void close_stowaways(struct msghdr *message)
{
    for (struct cmsghdr *h = CMSG_FIRSTHDR(message); h; h = CMSG_NXTHDR(message, h)) {
        if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS)
            continue;
        size_t count = (h->cmsg_len - CMSG_LEN(0)) / sizeof(int);
        for (size_t i = 0; i < count; i++) {
            int fd;
            memcpy(&fd, CMSG_DATA(h) + i * sizeof(int), sizeof(fd));
            close(fd);
        }
    }
}

static ssize_t receive(struct channel *c, bool *ret_truncated)
{
    struct iovec part = {c->record, FRAME_MOST};
    union {
        char bytes[CMSG_SPACE(16 * sizeof(int))];
        struct cmsghdr aligned;
    } control;
    struct msghdr message = {
        .msg_iov = &part,
        .msg_iovlen = 1,
        .msg_control = control.bytes,
        .msg_controllen = sizeof(control.bytes),
    };
    ssize_t n;
    do {
        n = recvmsg(c->fd, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
    } while (n < 0 && errno == EINTR);
    if (n >= 0)
        close_stowaways(&message);
    *ret_truncated = n >= 0 && (message.msg_flags & MSG_TRUNC);
    return n;
}

static void closed(struct channel *c)
{
    if (!c->open)
        return;
    c->open = false;
    uv_poll_stop(&c->poll);
    c->handlers.on_closed(c->ctx);
}

static void handle_record(struct channel *c, size_t length, bool truncated)
{
    struct frame frame;
    c->record[length] = '\0';
    enum frame_fault fault = truncated ? FRAME_BAD_LENGTH : frame_read(c->record, length, &frame);
    if (fault == FRAME_GOOD) {
        c->handlers.on_frame(c->ctx, &frame);
        return;
    }
    c->counts.bad++;
    if (c->handlers.on_bad)
        c->handlers.on_bad(c->ctx, fault);
}

static void read_ready(struct channel *c)
{
    for (int i = 0; i < FRAMES_PER_TURN && c->open; i++) {
        bool truncated;
        ssize_t n = receive(c, &truncated);
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        if (n < 0)
            c->failure = err_system("channel.receive");
        if (n <= 0) {
            /* A peer may send an empty record, which looks like its end; ours never do. */
            closed(c);
            return;
        }
        handle_record(c, (size_t)n, truncated);
    }
}

/* ---- Sending. */

enum outcome { SENT, LATER, LOST };

static enum outcome send_now(struct channel *c, const void *head, size_t head_length, const void *body,
                             size_t body_length)
{
    struct iovec parts[2] = {{(void *)head, head_length}, {(void *)body, body_length}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = body_length ? 2 : 1};
    ssize_t n;
    do {
        n = sendmsg(c->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (n < 0 && errno == EINTR);
    if (n >= 0)
        return SENT;
    switch (errno) {
    case EAGAIN:
    case ENOBUFS:
    case ENOMEM:
        return LATER;
    case EPIPE:
    case ECONNRESET:
    case ENOTCONN:
        return SENT; /* a dead peer swallows: its end is told by the read side */
    default:
        return LOST;
    }
}

static void flush_queue(struct channel *c)
{
    size_t at = 0;
    while (at < c->queue_used) {
        uint32_t length;
        memcpy(&length, c->queue + at, sizeof(length));
        enum outcome outcome = send_now(c, c->queue + at + sizeof(length), length, NULL, 0);
        if (outcome == LATER)
            break;
        if (outcome == LOST)
            c->counts.refused++;
        at += sizeof(length) + length;
    }
    c->queue_used -= at;
    memmove(c->queue, c->queue + at, c->queue_used);
}

static bool enqueue(struct channel *c, const unsigned char *header, const struct frame *frame)
{
    uint32_t length = (uint32_t)(FRAME_HEADER_SIZE + frame->length);
    if (c->queue_size - c->queue_used < sizeof(length) + length)
        return false;
    char *at = c->queue + c->queue_used;
    memcpy(at, &length, sizeof(length));
    memcpy(at + sizeof(length), header, FRAME_HEADER_SIZE);
    if (frame->length)
        memcpy(at + sizeof(length) + FRAME_HEADER_SIZE, frame->body, frame->length);
    c->queue_used += sizeof(length) + length;
    return true;
}

static struct err send_or_queue(struct channel *c, const unsigned char *header, const struct frame *frame)
{
    enum outcome outcome =
        c->queue_used ? LATER : send_now(c, header, FRAME_HEADER_SIZE, frame->body, frame->length);
    if (outcome == LOST)
        return err_system("channel.send");
    return outcome == SENT || enqueue(c, header, frame) ? ERR_OK : err_make(ERR_FULL, "channel.send", 0);
}

struct err channel_send(struct channel *c, const struct frame *frame)
{
    if (!c->open)
        return err_make(ERR_CLOSED, "channel.send", 0);
    unsigned char header[FRAME_HEADER_SIZE];
    frame_write_header(frame, header);
    struct err e = ERR_OK;
    if (frame->length > FRAME_BODY_MOST)
        e = err_make(ERR_FULL, "channel.send", 0);
    else
        e = send_or_queue(c, header, frame);
    if (err_is(e)) {
        c->counts.refused++;
        return e;
    }
    watch(c);
    return ERR_OK;
}

/* ---- Life. */

static void poll_event(uv_poll_t *poll, int status, int events)
{
    struct channel *c = poll->data;
    if (status < 0) {
        c->failure = err_make(ERR_SYSTEM, "channel.poll", -status);
        closed(c);
        return;
    }
    if (events & UV_WRITABLE) {
        flush_queue(c);
        watch(c);
    }
    if (events & (UV_READABLE | UV_DISCONNECT))
        read_ready(c);
}

static void watch(struct channel *c)
{
    bool writing = c->queue_used > 0;
    if (!c->open || writing == c->writing)
        return;
    c->writing = writing;
    uv_poll_start(&c->poll, UV_READABLE | UV_DISCONNECT | (writing ? UV_WRITABLE : 0), poll_event);
}

struct err channel_open(struct loop *loop, int fd, size_t queue_bytes,
                        const struct channel_handlers *handlers, void *ctx, struct channel **ret_channel)
{
    struct channel *c = calloc(1, sizeof(*c));
    char *queue = malloc(queue_bytes);
    if (!c || !queue)
        abort();
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    int rc = uv_poll_init(loop_uv(loop), &c->poll, fd);
    if (rc != 0) {
        free(queue);
        free(c);
        return err_make(ERR_SYSTEM, "channel.poll", -rc);
    }
    c->fd = fd;
    c->failure = ERR_OK;
    c->open = true;
    c->handlers = *handlers;
    c->ctx = ctx;
    c->queue = queue;
    c->queue_size = queue_bytes;
    c->poll.data = c;
    uv_poll_start(&c->poll, UV_READABLE | UV_DISCONNECT, poll_event);
    *ret_channel = c;
    return ERR_OK;
}

struct channel_counts channel_counts(const struct channel *channel)
{
    return channel->counts;
}

struct err channel_failure(const struct channel *channel)
{
    return channel->failure;
}

static void poll_closed(uv_handle_t *handle)
{
    struct channel *c = handle->data;
    free(c->queue);
    free(c);
}

void channel_destroy(struct channel **take_channel)
{
    struct channel *c = *take_channel;
    if (!c)
        return;
    *take_channel = NULL;
    if (c->open)
        flush_queue(c);
    c->open = false;
    uv_poll_stop(&c->poll);
    close(c->fd);
    uv_close((uv_handle_t *)&c->poll, poll_closed);
}
