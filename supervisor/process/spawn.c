/* fork, arrange, execve. Between fork and execve only async-signal-safe calls. */
#include "spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FIRST_SPARE_FD    SPAWN_FDS /* above every target: no source is overwritten before it was copied */
#define LAST_FD_OF_SWEEP  4096
#define EXIT_NOT_LAUNCHED 127
#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

static _Noreturn void give_up(int exec_fd)
{
    int number = errno;
    ssize_t ignored = write(exec_fd, &number, sizeof(number));
    (void)ignored; /* the status says it too */
    _exit(EXIT_NOT_LAUNCHED);
}

static void default_signals(void)
{
    struct sigaction action = {.sa_handler = SIG_DFL};
    for (int i = 1; i < NSIG; i++)
        sigaction(i, &action, NULL); /* SIG_IGN would survive the exec; KILL and STOP refuse, which is fine */
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* close_range(2) with CLOEXEC is Linux 5.11; old container sandboxes answer EPERM for calls that they do not
 * know. */
static void close_the_rest_at_exec(void)
{
#ifdef SYS_close_range
    if (syscall(SYS_close_range, SPAWN_FDS, ~0U, CLOSE_RANGE_CLOEXEC) == 0)
        return;
#endif
    for (int fd = SPAWN_FDS; fd < LAST_FD_OF_SWEEP; fd++)
        fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static void place_descriptors(const int fds[SPAWN_FDS], int exec_fd)
{
    int spare[SPAWN_FDS];
    for (int i = 0; i < SPAWN_FDS; i++) {
        spare[i] = fds[i] < 0 ? -1 : fcntl(fds[i], F_DUPFD_CLOEXEC, FIRST_SPARE_FD);
        if (fds[i] >= 0 && spare[i] < 0)
            give_up(exec_fd);
    }
    for (int i = 0; i < SPAWN_FDS; i++) {
        if (spare[i] < 0)
            close(i);
        else if (dup2(spare[i], i) < 0)
            give_up(exec_fd);
    }
    close_the_rest_at_exec();
}

static void confine(pid_t supervisor, int exec_fd)
{
    umask(S_IRWXG | S_IRWXO);       /* sessions and the outbox are nobody else's */
    struct rlimit no_core = {0, 0}; /* a core file would hold the secrets */
    if (setrlimit(RLIMIT_CORE, &no_core) != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
        prctl(PR_SET_PDEATHSIG, SIGTERM) != 0)
        give_up(exec_fd);
    if (getppid() != supervisor) /* it died before we asked to be told */
        _exit(EXIT_NOT_LAUNCHED);
}

static _Noreturn void become(const struct spawn_order *order, pid_t supervisor, int pipe_end)
{
    int exec_fd = fcntl(pipe_end, F_DUPFD_CLOEXEC, FIRST_SPARE_FD);
    if (exec_fd < 0)
        _exit(EXIT_NOT_LAUNCHED);
    setsid();
    default_signals();
    place_descriptors(order->fds, exec_fd);
    confine(supervisor, exec_fd);
    execve(order->path, order->arguments, order->environment);
    give_up(exec_fd);
}

struct err spawn(const struct spawn_order *order, pid_t *ret_pid, int *ret_exec_fd)
{
    /* Our handlers must not run in the child: they would write into libuv's pipe, which it shares with us. */
    int ends[2];
    sigset_t all, before;
    sigfillset(&all);
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return err_system("spawn.pipe");
    if (sigprocmask(SIG_SETMASK, &all, &before) != 0) { /* `before` says nothing then */
        struct err refused = err_system("spawn.signals");
        close(ends[0]);
        close(ends[1]);
        return refused;
    }
    pid_t supervisor = getpid(), pid = fork();
    struct err e = pid < 0 ? err_system("spawn.fork") : ERR_OK;
    if (pid == 0)
        become(order, supervisor, ends[1]);
    if (sigprocmask(SIG_SETMASK, &before, NULL) != 0)
        abort(); /* deaf to SIGTERM and SIGCHLD for ever else */
    close(ends[1]);
    if (err_is(e)) {
        close(ends[0]);
        return e;
    }
    *ret_pid = pid;
    *ret_exec_fd = ends[0];
    return ERR_OK;
}

int spawn_exec_error(int exec_fd)
{
    int number = 0;
    return read(exec_fd, &number, sizeof(number)) == sizeof(number) ? number : 0;
}
