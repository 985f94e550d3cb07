/* Who has been silent for too long. The supervisor may itself have been late, stopped or starved: what it
 * slept is not held against the workers, and after a long sleep it judges nobody before it has heard them.
 * Pure; embedded by its users, needs no cleanup. */
#ifndef VIGIE_WATCHDOG_H
#define VIGIE_WATCHDOG_H

#include <stdbool.h>
#include <stdint.h>

#define WATCHDOG_BLIND_MS 2000

/* The supervisor's own punctuality. */
struct watchdog {
    uint64_t period_ms, due_ms;
};

struct watchdog_turn {
    uint64_t late_ms; /* to be credited to every worker */
    bool may_judge;
};

void watchdog_init(struct watchdog *w, uint64_t now_ms, uint64_t period_ms);
/* At each tick of the supervisor, before its workers are looked at. */
struct watchdog_turn watchdog_turn(struct watchdog *w, uint64_t now_ms);

/* Until when one worker may be silent. */
struct patience {
    uint64_t until_ms;
};

static inline void patience_start(struct patience *p, uint64_t now_ms, uint64_t allowed_ms)
{
    p->until_ms = now_ms + allowed_ms;
}

/* Applies a turn; true: it is over, the worker is to be replaced. */
bool patience_over(struct patience *p, uint64_t now_ms, struct watchdog_turn turn);

#endif
