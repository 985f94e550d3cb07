/* poll(2) before each write of at most PIPE_BUF bytes: such a write does not block. */
#include "log_stdout.h"

#include "clock.h"
#include "loop.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define WAITING_MOST (64 * 1024)
#define RETRY_MS     50
#define LINE_ROOM    64 /* for the line that says how many were lost */

struct log_stdout {
    int fd;
    struct loop_timer *retry;
    size_t used;
    uint64_t dropped, unsaid;
    char waiting[WAITING_MOST + LINE_ROOM];
};

static bool writable(int fd, int patience_ms)
{
    struct pollfd poll_fd = {.fd = fd, .events = POLLOUT};
    return poll(&poll_fd, 1, patience_ms) == 1 && (poll_fd.revents & POLLOUT);
}

/* Bytes written; a stdout that is closed or broken swallows everything. */
static size_t write_some(struct log_stdout *s, const char *bytes, size_t length, int patience_ms)
{
    size_t done = 0;
    while (done < length && writable(s->fd, patience_ms)) {
        size_t piece = length - done < PIPE_BUF ? length - done : PIPE_BUF;
        ssize_t n = write(s->fd, bytes + done, piece);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        if (n < 0)
            return length;
        done += (size_t)n;
    }
    struct pollfd broken = {.fd = s->fd, .events = POLLOUT};
    if (done < length && poll(&broken, 1, 0) == 1 && !(broken.revents & POLLOUT))
        return length; /* POLLERR, POLLHUP, POLLNVAL: nobody will ever read */
    return done;
}

static void flush(struct log_stdout *s, int patience_ms)
{
    size_t done = write_some(s, s->waiting, s->used, patience_ms);
    s->used -= done;
    memmove(s->waiting, s->waiting + done, s->used);
    if (s->used == 0 && s->unsaid) {
        s->used =
            (size_t)snprintf(s->waiting, LINE_ROOM, "[%llu lignes perdues]\n", (unsigned long long)s->unsaid);
        s->unsaid = 0;
    }
}

static void retry(void *ctx)
{
    struct log_stdout *s = ctx;
    flush(s, 0);
    if (s->used)
        loop_timer_start(s->retry, RETRY_MS);
}

struct log_stdout *log_stdout_create(struct loop *loop, int fd)
{
    struct log_stdout *s =
        malloc(sizeof(*s)); /* not calloc: the pages of the buffer are touched when it is needed */
    if (!s)
        abort();
    s->fd = fd;
    s->used = 0;
    s->dropped = s->unsaid = 0;
    s->retry = loop_timer_create(loop, retry, s);
    return s;
}

void log_stdout_write(struct log_stdout *s, const char *line, size_t length)
{
    size_t done = s->used ? 0 : write_some(s, line, length, 0);
    if (done == length)
        return;
    if (length - done > WAITING_MOST - s->used) {
        s->dropped++;
        s->unsaid++;
        return;
    }
    memcpy(s->waiting + s->used, line + done, length - done);
    s->used += length - done;
    if (!loop_timer_active(s->retry))
        loop_timer_start(s->retry, RETRY_MS);
}

uint64_t log_stdout_dropped(const struct log_stdout *s)
{
    return s->dropped;
}

void log_stdout_destroy(struct log_stdout **take_stdout, int patience_ms)
{
    struct log_stdout *s = *take_stdout;
    if (!s)
        return;
    *take_stdout = NULL;
    flush(s, patience_ms);
    flush(s, 0);
    loop_timer_destroy(&s->retry);
    free(s);
}
