/* Inside of a child: for child.c, which carries out its lifecycle, and child_link.c, which talks with its
 * instance. */
#ifndef VIGIE_CHILD_INSIDE_H
#define VIGIE_CHILD_INSIDE_H

#include "child.h"
#include "exit_cause.h"
#include "lifecycle.h"
#include "restart.h"

struct loop_timer;

struct child {
    struct child_options options;
    struct child_handlers handlers;
    void *ctx;
    enum lifecycle_state state;
    struct instance instance;
    struct loop_timer *timer; /* WAITING: the next start; else OVERDUE; after its death: LAST_FRAMES_MS */
    struct restart restart;
    struct patience patience;
    uint32_t generation;
    uint64_t last_seq, restarts, grace_ms;
    uint64_t launched_ms, up_since_ms, heartbeat_ms, next_start_ms; /* monotonic, 0: not now */
    bool welcomed, collected, killed;
    int wait_status, exec_errno;
    char last_exit[EXIT_CAUSE_SIZE];
    struct channel_counts past; /* of the instances before this one */
    uint64_t nonsense;
};

/* The one place where a state changes. */
void child_apply(struct child *c, enum lifecycle_event event);

/* Dead, collected, and its last frames are read: only now may its successor start. */
void child_over(struct child *c);

/* What the channel of an instance does with its frames and its end; ctx is the child. */
extern const struct channel_handlers CHILD_LINK;

/* Closes the channel, keeps its counts. */
void child_retire_channel(struct child *c);

#endif
