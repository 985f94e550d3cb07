/* spawn, read until the end, wait. Blocking: there is no loop yet. */
#include "run_program.h"

#include "clock.h"
#include "spawn.h"
#include "workers.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* False: the time is over. */
static bool read_to_end(int fd, uint64_t until_ms, struct buffer *out)
{
    char bytes[4096];
    bool in_time = true, open = true;
    while (open && in_time) {
        uint64_t now_ms = clock_monotonic_ms();
        struct pollfd readable = {.fd = fd, .events = POLLIN};
        in_time = now_ms < until_ms && poll(&readable, 1, (int)(until_ms - now_ms)) != 0;
        ssize_t n = in_time ? read(fd, bytes, sizeof(bytes)) : 0;
        if (n > 0)
            buffer_append(out, bytes, (size_t)n);
        open = n > 0 || (n < 0 && errno == EINTR);
    }
    explicit_bzero(bytes, sizeof(bytes)); /* the demo's key comes this way */
    return in_time;
}

static struct err start(const struct run_program_order *order, int write_end, pid_t *ret_pid,
                        int *ret_exec_fd)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    struct spawn_order spawn_order = {
        .path = order->path,
        .arguments = order->arguments,
        .environment = order->environment,
        .fds = {null, write_end, order->with_stderr ? write_end : STDERR_FILENO, -1, -1, -1, -1},
    };
    spawn_order.fds[WORKER_FD_SECRETS] = order->secrets_fd;
    struct err e = null < 0 ? err_system("run_program.null") : spawn(&spawn_order, ret_pid, ret_exec_fd);
    if (null >= 0)
        close(null);
    return e;
}

struct err run_program(const struct run_program_order *order, uint64_t patience_ms, struct buffer *out,
                       int *ret_wait_status)
{
    int ends[2], exec_fd;
    pid_t pid;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_system("run_program.pipe");
    struct err e = start(order, ends[1], &pid, &exec_fd);
    close(ends[1]);
    if (err_is(e)) {
        close(ends[0]);
        return e;
    }
    if (!read_to_end(ends[0], clock_monotonic_ms() + patience_ms, out)) {
        kill(-pid, SIGKILL);
        kill(pid, SIGKILL);
        e = err_make(ERR_TIMEOUT, "run_program", 0);
    }
    close(ends[0]);
    while (waitpid(pid, ret_wait_status, 0) < 0 && errno == EINTR)
        ;
    int exec_errno = spawn_exec_error(exec_fd);
    close(exec_fd);
    return exec_errno ? err_make(ERR_SYSTEM, "run_program.exec", exec_errno) : e;
}
