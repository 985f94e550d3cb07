/* When a worker that died is started again. Never gives up.
 *   first death, or death after 10 s of service   at once
 *   otherwise                                     0.25 s doubled each time, full jitter, up to its cap
 *   60 s of service                               forgives everything before
 *   more than 5 deaths in 60 s                    crash loop: said once, no more starts at once, shown until 30 s of service
 *   exit status 78, its configuration is wrong    every 5 minutes
 *   fork or exec failed                           1 s doubled, up to 30 s or its cap; counts as no death
 *
 * Pure: time and randomness come in. Embedded by its user, needs no cleanup. */
#ifndef VIGIE_RESTART_H
#define VIGIE_RESTART_H

#include "backoff.h"

#include <stdbool.h>
#include <stdint.h>

#define RESTART_DEATHS_TOLERATED 5 /* in RESTART_WINDOW_MS */
#define RESTART_WINDOW_MS        60000
#define RESTART_SERVED_MS        10000 /* served this long: the next start is at once */
#define RESTART_STEADY_MS        30000
#define RESTART_FORGIVEN_MS      60000
#define RESTART_CONFIGURATION_MS (5 * 60 * 1000)

struct restart {
    struct backoff after_death, after_launch;
    uint64_t died_ms[RESTART_DEATHS_TOLERATED + 1]; /* ring of the last deaths */
    uint64_t deaths;                                /* since the start of the supervisor */
    bool crash_loop;
};

/* `cap_ms`: longest wait before a restart (workers.def), but for a wrong configuration. */
void restart_init(struct restart *r, uint64_t cap_ms);

/* The worker died, `served_ms` after it was READY (0: it never was). Returns the wait before its next start.
 */
uint64_t restart_died(struct restart *r, uint64_t now_ms, uint64_t served_ms, bool wrong_configuration,
                      uint32_t random);

/* No process came of a start. Returns the wait before the next try. */
uint64_t restart_not_launched(struct restart *r, uint32_t random);

/* The worker has been READY for `served_ms` and goes on. */
void restart_serves(struct restart *r, uint64_t served_ms);

#endif
