/* One process of a worker: its pid, its channel, its captured output. Embedded by its child; all zero is "no
 * process". */
#ifndef VIGIE_INSTANCE_H
#define VIGIE_INSTANCE_H

#include "channel.h"
#include "err.h"
#include "workers.h"

#include <stdbool.h>
#include <sys/types.h>

struct capture;
struct log_router;
struct loop;

/* What every instance of a worker is started with. The descriptors and strings are the service's. */
struct instance_parts {
    enum worker worker;
    const char *path;
    char **environment;
    int listener_fd, secrets_fd, tally_fd; /* -1: none */
    struct loop *loop;
    struct log_router *router;
};

struct instance {
    pid_t pid; /* 0: none, or already collected */
    int exec_fd;
    struct channel *channel; /* NULL: none, or ended */
    struct capture *captures[2];
};

/* Starts a process; on an error nothing is left behind. */
struct err instance_launch(struct instance *i, const struct instance_parts *parts,
                           const struct channel_handlers *handlers, void *ctx);

void instance_signal(const struct instance *i, int number);
/* Its whole process group. */
void instance_kill_group(const struct instance *i);

/* It was collected: take its last words; returns the errno of an execve that failed, else 0. The channel
 * stays until its last frames were read. */
int instance_collected(struct instance *i);

/* Whatever is still there. */
void instance_fini(struct instance *i);

#endif
