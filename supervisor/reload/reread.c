/* spawn, one message out, one message in. */
#include "reread.h"

#include "loop.h"
#include "program_folder.h"
#include "reread_answer.h"
#include "reread_process.h"
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <uv.h>

struct reread {
    struct loop *loop;
    struct reread_handlers handlers;
    void *ctx;
    struct loop_timer *patience;
    uv_poll_t poll;
    char own_path[PATH_MAX]; /* where /proc is not mounted; "": not known */
    bool open, closed;       /* the handle: in use; the reread is being destroyed */
    int fd;
    pid_t pid;                    /* 0: none, or collected */
    struct reread_result *result; /* of a process that has not ended yet; else NULL */
};

/* ---- The answer. */

static void tell_idle(struct reread *r)
{
    if (!reread_busy(r))
        r->handlers.on_idle(r->ctx);
}

static void close_handle(uv_handle_t *handle)
{
    struct reread *r = handle->data;
    r->open = false;
    if (r->closed)
        free(r);
    else
        tell_idle(r);
}

static void hang_up(struct reread *r)
{
    if (r->fd < 0)
        return;
    uv_poll_stop(&r->poll);
    close(r->fd);
    r->fd = -1;
    uv_close((uv_handle_t *)&r->poll, close_handle);
}

static void discard(struct reread_result **take_result)
{
    struct reread_result *result = *take_result;
    *take_result = NULL;
    if (!result)
        return;
    settings_free(&result->settings);
    for (int w = 0; w < WORKERS; w++)
        if (result->secrets_fds[w] >= 0)
            close(result->secrets_fds[w]);
    free(result);
}

static void fail(struct reread *r, struct err e)
{
    hang_up(r);
    loop_timer_stop(r->patience);
    if (r->pid)
        kill(r->pid, SIGKILL);
    discard(&r->result);
    r->handlers.on_failed(r->ctx, e);
}

static bool read_text(int fd, struct reread_result *result)
{
    struct buffer text;
    buffer_init(&text, REREAD_ANSWER_MAX);
    off_t size = lseek(fd, 0, SEEK_END);
    char *room = size > 0 ? buffer_reserve(&text, (size_t)size) : NULL;
    bool good = room && pread(fd, room, (size_t)size, 0) == (ssize_t)size &&
                reread_answer_read(room, (size_t)size, &result->settings, result->secret_changed);
    buffer_free(&text);
    return good;
}

static bool unpack(struct fd_message *message, struct reread_result *result)
{
    struct reread_head head;
    size_t next = 1;
    if (message->length != sizeof(head) || message->fd_count < 1 || !read_text(message->fds[0], result))
        return false;
    memcpy(&head, message->bytes, sizeof(head));
    for (int w = 0; w < WORKERS; w++) {
        bool fresh = head.secrets[w] == SECRETS_NEW;
        if (fresh && next == message->fd_count)
            return false;
        result->secrets[w] = head.secrets[w];
        result->secrets_fds[w] = fresh ? message->fds[next] : -1;
        if (fresh)
            message->fds[next++] = -1;
    }
    return true;
}

static struct reread_result *new_result(void)
{
    struct reread_result *result = calloc(1, sizeof(*result));
    if (!result)
        abort();
    for (int w = 0; w < WORKERS; w++)
        result->secrets_fds[w] = -1;
    return result;
}

/* Once the process has ended too. */
static void deliver(struct reread *r)
{
    struct reread_result *result = r->result;
    r->result = NULL;
    hang_up(r);
    loop_timer_stop(r->patience);
    r->handlers.on_reread(r->ctx, result);
    discard(&result);
}

static void answered(uv_poll_t *poll, int status, int events)
{
    struct reread *r = poll->data;
    struct fd_message message;
    struct err e =
        status < 0 ? err_make(ERR_LOOP, "reread.poll", status) : fd_message_receive(r->fd, &message);
    (void)events;
    if (e.kind == ERR_SYSTEM && e.code == EAGAIN)
        return;
    if (err_is(e)) {
        fail(r, e);
        return;
    }
    r->result = new_result();
    bool good = unpack(&message, r->result);
    fd_message_close(&message);
    if (!good)
        fail(r, err_make(ERR_PROTOCOL, "reread.answer", 0));
    else if (r->pid)
        hang_up(r);
    else
        deliver(r);
}

static void took_too_long(void *ctx)
{
    fail(ctx, err_make(ERR_TIMEOUT, "reread", 0));
}

/* ---- The start. */

/* /proc names this program also where another one has taken its name since. */
static const char *own_program(const struct reread *r)
{
    static const char SELF[] = "/proc/self/exe";
    return access(SELF, X_OK) == 0 || !r->own_path[0] ? SELF : r->own_path;
}

static struct err launch(struct reread *r, int theirs, char *const *environment)
{
    char *arguments[] = {"supervisor", REREAD_COMMAND, NULL};
    int null = open("/dev/null", O_RDWR | O_CLOEXEC), exec_fd;
    struct spawn_order order = {
        .path = own_program(r),
        .arguments = arguments,
        .environment = environment,
        .fds = {null, null, STDERR_FILENO, theirs, -1, -1, -1},
    };
    struct err e = null < 0 ? err_system("reread.null") : spawn(&order, &r->pid, &exec_fd);
    if (null >= 0)
        close(null);
    if (!err_is(e))
        close(exec_fd); /* an exec that failed shows as a socket that was closed */
    return e;
}

static struct err tell(int fd, const struct reread_order *order, const int secrets_fds[WORKERS])
{
    struct fd_message message = {.length = sizeof(*order)};
    memcpy(message.bytes, order, sizeof(*order));
    for (int w = 0; w < WORKERS; w++)
        if (order->has_secrets[w])
            message.fds[message.fd_count++] = secrets_fds[w];
    return fd_message_send(fd, &message);
}

static struct err listen_to(struct reread *r, int fd)
{
    int status = uv_poll_init(loop_uv(r->loop), &r->poll, fd);
    if (status < 0)
        return err_make(ERR_LOOP, "reread.poll", status);
    r->fd = fd;
    r->open = true;
    r->poll.data = r;
    uv_poll_start(&r->poll, UV_READABLE, answered);
    loop_timer_start(r->patience, REREAD_PATIENCE_MS);
    return ERR_OK;
}

struct err reread_start(struct reread *r, const struct reread_order *order, const int secrets_fds[WORKERS],
                        char *const *environment)
{
    int ends[2];
    if (reread_busy(r))
        return err_make(ERR_UNAVAILABLE, "reread.busy", 0);
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return err_system("reread.socket");
    struct err e = tell(ends[0], order, secrets_fds);
    if (!err_is(e) && fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0)
        e = err_system("reread.socket");
    if (!err_is(e))
        e = launch(r, ends[1], environment);
    close(ends[1]);
    if (!err_is(e))
        e = listen_to(r, ends[0]);
    if (err_is(e))
        close(ends[0]); /* the process, if there is one, finds it closed and ends */
    return e;
}

bool reread_busy(const struct reread *r)
{
    return r->open || r->pid != 0;
}

bool reread_collected(struct reread *r, pid_t pid)
{
    if (!r || pid != r->pid)
        return false;
    r->pid = 0;
    if (r->result)
        deliver(r);
    tell_idle(r);
    return true;
}

struct reread *reread_create(struct loop *loop, const struct reread_handlers *handlers, void *ctx)
{
    struct reread *r = calloc(1, sizeof(*r));
    if (!r)
        abort();
    r->loop = loop;
    r->handlers = *handlers;
    r->ctx = ctx;
    r->fd = -1;
    if (!program_own_path(r->own_path))
        r->own_path[0] = '\0';
    r->patience = loop_timer_create(loop, took_too_long, r);
    return r;
}

void reread_destroy(struct reread **take_reread)
{
    struct reread *r = *take_reread;
    if (!r)
        return;
    *take_reread = NULL;
    r->closed = true;
    hang_up(r);
    discard(&r->result);
    loop_timer_destroy(&r->patience);
    if (!r->open)
        free(r);
}
