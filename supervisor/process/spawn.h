/* Starts a worker: fork and execve of our own, with exactly the descriptors and the environment that it is
 * meant to have. Not uv_spawn: that loses the exit of its child as soon as anyone else waits, and as PID 1 we
 * must wait for all. */
#ifndef VIGIE_SPAWN_H
#define VIGIE_SPAWN_H

#include "err.h"

#include <sys/types.h>

#define SPAWN_FDS 7 /* 0 to 6, as workers.h lists them */

struct spawn_order {
    const char *path;
    char *const *arguments;
    char *const *environment;
    int fds[SPAWN_FDS]; /* what the child finds as 0, 1, 2…; -1: closed. Borrowed */
};

/* The child leads a session and a process group of its own, has default signals, dies with us, and gains no
 * privileges. *ret_exec_fd tells spawn_exec_error whether execve worked; the caller closes it. */
struct err spawn(const struct spawn_order *order, pid_t *ret_pid, int *ret_exec_fd);

/* Asked once the child is dead: the errno of its execve, 0 if that worked. */
int spawn_exec_error(int exec_fd);

#endif
