/* Descriptors of a new process, and what becomes of them. */
#include "instance.h"

#include "array_len.h"
#include "capture.h"
#include "spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHANNEL_QUEUE_BYTES (256 * 1024)

/* Our ends and the child's; -1 until made. */
struct ends {
    int null, channel[2], out[2], err[2];
};

static void close_one(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

static void close_childs(struct ends *e)
{
    close_one(&e->null);
    close_one(&e->channel[1]);
    close_one(&e->out[1]);
    close_one(&e->err[1]);
}

static void close_ours(struct ends *e)
{
    close_one(&e->channel[0]);
    close_one(&e->out[0]);
    close_one(&e->err[0]);
}

/* The pipes are ours and this instance's alone, so neither end blocks: a supervisor that is stopped holds up
 * no worker. */
static struct err make_ends(struct ends *e)
{
    *e = (struct ends){-1, {-1, -1}, {-1, -1}, {-1, -1}};
    e->null = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (e->null < 0 || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, e->channel) != 0 ||
        pipe2(e->out, O_CLOEXEC | O_NONBLOCK) != 0 || pipe2(e->err, O_CLOEXEC | O_NONBLOCK) != 0)
        return err_system("instance.descriptors");
    return ERR_OK;
}

/* Before the fork, so that nobody is born whom we cannot hear. Each end that is watched is taken from `e`. */
static struct err watch_ours(struct instance *i, const struct instance_parts *parts, struct ends *e,
                             const struct channel_handlers *handlers, void *ctx)
{
    struct err failed =
        channel_open(parts->loop, e->channel[0], CHANNEL_QUEUE_BYTES, handlers, ctx, &i->channel);
    if (err_is(failed))
        return failed;
    e->channel[0] = -1;
    int *const pipes[] = {&e->out[0], &e->err[0]};
    for (size_t n = 0; n < ARRAY_LEN(pipes) && !err_is(failed); n++) {
        failed = capture_start(&i->captures[n], parts->loop, parts->router, parts->worker, *pipes[n]);
        if (!err_is(failed))
            *pipes[n] = -1;
    }
    return failed;
}

static struct err fork_off(struct instance *i, const struct instance_parts *parts, const struct ends *e)
{
    char *arguments[] = {(char *)worker_name(parts->worker), NULL};
    struct spawn_order order = {
        .path = parts->path,
        .arguments = arguments,
        .environment = parts->environment,
        .fds =
            {
                [STDIN_FILENO] = e->null,
                [STDOUT_FILENO] = e->out[1],
                [STDERR_FILENO] = e->err[1],
                [WORKER_FD_CHANNEL] = e->channel[1],
                [WORKER_FD_LISTENER] = parts->listener_fd,
                [WORKER_FD_SECRETS] = parts->secrets_fd,
                [WORKER_FD_TALLY] = parts->tally_fd,
            },
    };
    return spawn(&order, &i->pid, &i->exec_fd);
}

struct err instance_launch(struct instance *i, const struct instance_parts *parts,
                           const struct channel_handlers *handlers, void *ctx)
{
    struct ends ends;
    *i = (struct instance){.exec_fd = -1};
    struct err e = make_ends(&ends);
    if (!err_is(e))
        e = watch_ours(i, parts, &ends, handlers, ctx);
    if (!err_is(e))
        e = fork_off(i, parts, &ends);
    close_childs(&ends);
    close_ours(&ends);
    if (err_is(e))
        instance_fini(i);
    return e;
}

void instance_signal(const struct instance *i, int number)
{
    if (i->pid > 0)
        kill(i->pid, number);
}

void instance_kill_group(const struct instance *i)
{
    if (i->pid <= 0)
        return;
    kill(-i->pid, SIGKILL);
    kill(i->pid, SIGKILL); /* between fork and setsid it leads no group yet */
}

int instance_collected(struct instance *i)
{
    int exec_errno = spawn_exec_error(i->exec_fd);
    close_one(&i->exec_fd);
    i->pid = 0;
    capture_writer_died(&i->captures[0]);
    capture_writer_died(&i->captures[1]);
    return exec_errno;
}

void instance_fini(struct instance *i)
{
    channel_destroy(&i->channel);
    capture_stop(&i->captures[0]);
    capture_stop(&i->captures[1]);
}
