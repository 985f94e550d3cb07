/* The supervisor's end of reading its settings again: starts the process that does it (reread_process.h) and
 * takes its answer, without waiting for it on the loop. One at a time. Made once, at the start of the
 * service. */
#ifndef VIGIE_REREAD_H
#define VIGIE_REREAD_H

#include "err.h"
#include "reread_order.h"

#include <sys/types.h>

#define REREAD_PATIENCE_MS 10000

struct loop;
struct reread;

struct reread_result {
    struct settings settings; /* public values and findings; freed after the call */
    bool secret_changed[SETTINGS];
    enum reread_secrets secrets[WORKERS];
    int secrets_fds[WORKERS]; /* of those that are SECRETS_NEW: sealed memory. Whoever takes one leaves -1 */
};

struct reread_handlers {
    void (*on_reread)(void *ctx, struct reread_result *result);
    /* ERR_TIMEOUT: the disk does not answer. */
    void (*on_failed)(void *ctx, struct err e);
    /* After either: it is busy no more, the next one can begin. */
    void (*on_idle)(void *ctx);
};

struct reread *reread_create(struct loop *loop, const struct reread_handlers *handlers, void *ctx);

/* `order`: what it is told; `secrets_fds`: of those with `has_secrets`. On an error nothing is started; else
 * one of the handlers is called, later. */
struct err reread_start(struct reread *reread, const struct reread_order *order,
                        const int secrets_fds[WORKERS], char *const *environment);

/* It runs, or its process has not ended yet. */
bool reread_busy(const struct reread *reread);

/* From the reaper; false: it is not ours. */
bool reread_collected(struct reread *reread, pid_t pid);

/* Accepts NULL. A process that is left is the reaper's to kill. */
void reread_destroy(struct reread **reread);

#endif
