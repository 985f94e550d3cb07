/* The supervisor and its workers: names, numbers, descriptors. */
#ifndef VIGIE_WORKERS_H
#define VIGIE_WORKERS_H

#include "settings.h"

#include <stdbool.h>
#include <stdint.h>

enum worker {
#define WORKER(id, name, reader, cap_ms, stop_order, demo_only) WORKER_##id,
#include "workers.def"
#undef WORKER
    WORKERS,
    WORKER_SUPERVISOR = WORKERS, /* an address, not a worker */
};

/* "gateway-worker"; "supervisor" for WORKER_SUPERVISOR. */
const char *worker_name(enum worker worker);
/* By name, or by the name's first part: "gateway-worker" or "gateway". */
bool worker_named(const char *name, enum worker *ret_worker);

/* In a SNAPSHOT, before the words of the end of a worker that had gone silent: the signal was then ours. */
#define WORKER_EXIT_HUNG "hung, "

/* Which settings and secrets it is handed. */
enum setting_readers worker_reader(enum worker worker);

/* What every worker finds open when it starts. 0, 1 and 2 are /dev/null and two pipes to the supervisor's log
 * capture. */
enum worker_fd {
    WORKER_FD_CHANNEL = 3,  /* SOCK_SEQPACKET to the supervisor */
    WORKER_FD_LISTENER = 4, /* health-server and simulator: a listening TCP socket; others: closed */
    WORKER_FD_SECRETS =
        5,               /* sealed memory, see settings_load_worker; closed when it has none. Read by pread */
    WORKER_FD_TALLY = 6, /* health-server: struct tally in shared memory (tally.h); others: closed */
};

#endif
