/* Pipe to lines. */
#include "capture.h"

#include "line_assembler.h"
#include "log_router.h"
#include "loop.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>
#include <uv.h>

#define READ_BYTES         8192
#define LAST_WORDS_READS   8 /* 64 KiB: what a pipe holds */
#define ABANDONED_AFTER_MS 5000
#define PAUSE_MS           5

struct capture {
    uv_poll_t poll;
    struct loop_timer *abandon, *resume;
    int fd;
    enum worker program;
    struct log_router *router;
    struct capture **slot; /* NULL once its owner is dead */
    struct line_assembler lines;
};

static void line_read(void *ctx, const char *line, size_t length, enum line_end end)
{
    struct capture *c = ctx;
    log_router_output(c->router, c->program, line, length, end);
}

static void poll_closed(uv_handle_t *handle)
{
    free(handle->data);
}

static void end(struct capture *c)
{
    line_assembler_end(&c->lines, line_read, c);
    if (c->slot)
        *c->slot = NULL;
    loop_timer_destroy(&c->abandon);
    loop_timer_destroy(&c->resume);
    uv_poll_stop(&c->poll);
    close(c->fd);
    uv_close((uv_handle_t *)&c->poll, poll_closed);
}

/* One read, so that a flood of one worker does not starve the others. False: the pipe has ended. */
static bool read_once(struct capture *c, bool *ret_more)
{
    char bytes[READ_BYTES];
    ssize_t n = read(c->fd, bytes, sizeof(bytes));
    *ret_more = n > 0;
    if (n > 0)
        line_assembler_feed(&c->lines, bytes, (size_t)n, line_read, c);
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* A flood waits in its own pipe, so that it costs its own program lines, not the others. */
static void poll_event(uv_poll_t *poll, int status, int events)
{
    struct capture *c = poll->data;
    bool more;
    (void)events;
    if (status >= 0 && log_router_crowded(c->router)) {
        uv_poll_stop(poll);
        loop_timer_start(c->resume, PAUSE_MS);
    } else if (status < 0 || !read_once(c, &more)) {
        end(c);
    }
}

static void watch(void *ctx)
{
    struct capture *c = ctx;
    uv_poll_start(&c->poll, UV_READABLE | UV_DISCONNECT, poll_event);
}

static void abandoned(void *ctx)
{
    end(ctx);
}

struct err capture_start(struct capture **slot, struct loop *loop, struct log_router *router,
                         enum worker program, int fd)
{
    struct capture *c = malloc(sizeof(*c));
    if (!c)
        abort();
    *c = (struct capture){.fd = fd, .program = program, .router = router, .slot = slot};
    line_assembler_init(&c->lines);
    int rc = uv_poll_init(loop_uv(loop), &c->poll, fd);
    if (rc != 0) {
        free(c);
        return err_make(ERR_SYSTEM, "capture.poll", -rc);
    }
    c->abandon = loop_timer_create(loop, abandoned, c);
    c->resume = loop_timer_create(loop, watch, c);
    c->poll.data = c;
    watch(c);
    *slot = c;
    return ERR_OK;
}

void capture_writer_died(struct capture **slot)
{
    struct capture *c = *slot;
    if (!c)
        return;
    *slot = NULL;
    c->slot = NULL;
    bool open = true, more = true;
    for (int i = 0; i < LAST_WORDS_READS && open && more; i++)
        open = read_once(c, &more);
    if (open)
        loop_timer_start(c->abandon, ABANDONED_AFTER_MS);
    else
        end(c);
}

void capture_stop(struct capture **slot)
{
    if (*slot)
        end(*slot);
}
