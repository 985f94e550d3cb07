/* The life of one worker over all its instances, as a pure core for child.c: an event is applied to the table
 * (lifecycle.def), and what the driver must do comes back as an order. Time and randomness come in. Embedded
 * by the child, needs no cleanup. */
#ifndef VIGIE_LIFE_H
#define VIGIE_LIFE_H

#include "exit_cause.h"
#include "lifecycle.h"
#include "restart.h"
#include "snapshot_body.h"
#include "watchdog.h"
#include "workers.h"

#include <stdbool.h>
#include <stdint.h>

#define LIFE_BOOT_MS        60000 /* from the fork to READY: name lookups and TLS on a tenth of a CPU */
#define LIFE_ABORT_GRACE_MS 3000  /* for the backtrace */
#define LIFE_GRACE_MS       6000  /* for a worker that ends alone, or to be renewed */
#define LIFE_UNKILLABLE_MS  10000
#define LIFE_LAST_FRAMES_MS 100 /* after its death, until its channel must have been read */

struct life {
    enum lifecycle_state state;
    struct restart restart;
    struct patience patience; /* until READY, then until the next heartbeat */
    uint32_t generation;      /* of the present or the last instance; 0: none yet */
    uint64_t restarts, hang_timeout_ms, grace_ms;
    uint64_t launched_ms, up_since_ms, heartbeat_ms, next_start_ms; /* monotonic, 0: not now */
    bool killed, hung, left;                                        /* left: it said STOPPING */
    int wait_status;
    char last_exit[EXIT_CAUSE_SIZE];
};

struct life_death {
    enum { DEATH_SUDDEN, DEATH_EXPECTED, DEATH_MISCONFIGURED } kind;
    uint64_t served_ms, wait_ms, deaths;
    bool loop_begins; /* from now on it counts as a crash loop */
};

/* What the driver does, in this order: closes the channel if `instance_over`, says that the worker is gone if
 * `was_up`, sets its timer, carries out `action`. */
struct life_order {
    enum lifecycle_kind kind; /* LIFECYCLE_STEP; LIFECYCLE_ILLEGAL: to be logged; else nothing to do */
    enum lifecycle_action action;
    bool instance_over, was_up;
    enum { LIFE_TIMER_KEEP, LIFE_TIMER_STOP, LIFE_TIMER_START } timer;
    uint64_t timer_ms; /* how long the state may last */
    /* For the log. */
    uint64_t after_ms;       /* ANNOUNCE: since the launch; ABORT: of silence */
    bool unkillable;         /* KILL: not for the first time */
    bool had_process, clean; /* GONE */
    struct life_death death; /* PLAN_RESTART; of PLAN_RELAUNCH only wait_ms */
};

/* Its first TIME_UP starts the first instance. */
void life_init(struct life *l, enum worker worker, uint64_t hang_timeout_ms);

/* The one place where a state changes. */
struct life_order life_apply(struct life *l, enum lifecycle_event event, uint64_t now_ms, uint32_t random);

/* LAUNCH was carried out; true: it was not the first instance. */
bool life_launched(struct life *l);
/* LAUNCH could not be carried out; LAUNCH_FAILED is to be applied. */
void life_not_launched(struct life *l, const char *where, int error);
/* The process was collected, `exec_errno` is that of an execve that failed, else 0. Returns the event to
 * apply. */
enum lifecycle_event life_collected(struct life *l, int wait_status, int exec_errno);

void life_heartbeat(struct life *l, uint64_t now_ms);
void life_set_hang_timeout(struct life *l, uint64_t now_ms, uint64_t hang_timeout_ms);
/* At each turn of the watchdog; true: SILENT is to be applied. */
bool life_watch(struct life *l, uint64_t now_ms, struct watchdog_turn turn);

/* What monitors and operators are shown, but for the name and what only the process says. */
struct worker_view life_view(const struct life *l, uint64_t now_ms);

#endif
