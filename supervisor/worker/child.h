/* One worker and its instances, one after the other: the driver that carries out what life.h orders, with the
 * processes of instance.h, the frames of child_link.h and one timer. Owned by the service. */
#ifndef VIGIE_CHILD_H
#define VIGIE_CHILD_H

#include "child_link.h"
#include "instance.h"
#include "snapshot_body.h"
#include "watchdog.h"

#include <stdbool.h>
#include <stdint.h>

struct child;

struct child_handlers {
    /* A new instance is there: send it its retained state, then child_link_welcome. */
    void (*on_hello)(void *ctx, struct child *child);
    void (*on_frame)(void *ctx, struct child *child, const struct frame *frame);
    void (*on_up)(void *ctx, struct child *child);
    /* It was up, and is gone. */
    void (*on_down)(void *ctx, struct child *child);
    void (*on_hung)(void *ctx, struct child *child);
    /* Each start after the first. */
    void (*on_restart)(void *ctx, struct child *child);
    /* Its state has changed. Last call of an event; may apply another. */
    void (*on_change)(void *ctx, struct child *child);
};

struct child_options {
    struct instance_parts parts;
    uint64_t hang_timeout_ms;
};

struct child *child_create(const struct child_options *options, const struct child_handlers *handlers,
                           void *ctx);
void child_destroy(struct child **child);

/* The first call. */
void child_start(struct child *child);
/* For its instances from the next one on. The strings and the descriptor are the service's. */
void child_set_parts(struct child *child, char **environment, int secrets_fd);
/* For the present instance too. */
void child_set_hang_timeout(struct child *child, uint64_t hang_timeout_ms);
/* End it, start it anew at once. */
void child_renew(struct child *child);
/* End it for good: STOP and SIGTERM, after `grace_ms` SIGKILL. */
void child_end(struct child *child, uint64_t grace_ms);
/* End it for good, now. */
void child_kill(struct child *child);
/* No process, and its next start has its time. */
bool child_waits(const struct child *child);
/* No process, and none to come. */
bool child_stopped(const struct child *child);

/* From the reaper. */
pid_t child_pid(const struct child *child);
void child_dead(struct child *child);
void child_collected(struct child *child, int wait_status);

/* At each turn of the watchdog. */
void child_watch(struct child *child, uint64_t now_ms, struct watchdog_turn turn);

enum worker child_worker(const struct child *child);
bool child_up(const struct child *child);
/* Frames to its present instance. */
struct child_link *child_link_of(struct child *child);
struct worker_view child_view(const struct child *child, uint64_t now_ms);

#endif
