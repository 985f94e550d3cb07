/* The one reaper of the supervisor: every child that ends is collected here, ours and strangers that were
 * left to us (as PID 1, or as a subreaper). Woken by SIGCHLD; reap_sweep may be called at any time, for
 * signals that got lost. */
#ifndef VIGIE_REAP_H
#define VIGIE_REAP_H

#include "err.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct loop;
struct reaper;

struct reaper_handlers {
    /* `pid` is dead but not collected: its number cannot have been given to anyone else yet. */
    void (*on_dead)(void *ctx, pid_t pid);
    /* It is collected. False: it was none of ours. */
    bool (*on_reaped)(void *ctx, pid_t pid, int wait_status);
    /* A child of ours was stopped (SIGSTOP). */
    void (*on_stopped)(void *ctx, pid_t pid);
};

/* Also makes orphans of our workers ours. */
/* Fails where libuv cannot watch for SIGCHLD. */
struct err reaper_create(struct loop *loop, const struct reaper_handlers *handlers, void *ctx,
                         struct reaper **ret_reaper);
void reap_sweep(struct reaper *reaper);
/* Strangers collected so far. */
uint64_t reaper_strangers(const struct reaper *reaper);
/* Kills and collects whatever children are left, waiting at most `patience_ms`. For the very end. */
void reap_leftovers(struct reaper *reaper, uint64_t patience_ms);
void reaper_destroy(struct reaper **reaper);

#endif
