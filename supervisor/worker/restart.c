/* Restart policy. */
#include "restart.h"

#include "array_len.h"

#define FIRST_MS         250
#define LAUNCH_FIRST_MS  1000
#define LAUNCH_CAP_MS    30000
#define DEATHS_OF_A_LOOP (RESTART_DEATHS_TOLERATED + 1)

_Static_assert(RESTART_WINDOW_MS > RESTART_DEATHS_TOLERATED * RESTART_SERVED_MS,
               "workers that live just long enough for an instant restart must still be seen to loop");

void restart_init(struct restart *r, uint64_t cap_ms)
{
    uint64_t launch_cap_ms = cap_ms < LAUNCH_CAP_MS ? cap_ms : LAUNCH_CAP_MS;
    *r = (struct restart){
        .after_death = {.first_ms = FIRST_MS, .cap_ms = cap_ms, .stable_after_ms = RESTART_FORGIVEN_MS},
        .after_launch = {.first_ms = LAUNCH_FIRST_MS, .cap_ms = launch_cap_ms, .stable_after_ms = 0},
    };
}

static void count_death(struct restart *r, uint64_t now_ms)
{
    r->died_ms[r->deaths % DEATHS_OF_A_LOOP] = now_ms;
    r->deaths++;
    uint64_t oldest_ms = r->died_ms[r->deaths % DEATHS_OF_A_LOOP];
    if (r->deaths >= DEATHS_OF_A_LOOP && now_ms - oldest_ms <= RESTART_WINDOW_MS)
        r->crash_loop = true;
}

uint64_t restart_died(struct restart *r, uint64_t now_ms, uint64_t served_ms, bool wrong_configuration,
                      uint32_t random)
{
    restart_serves(r, served_ms);
    count_death(r, now_ms);
    uint64_t wait_ms = backoff_failed(&r->after_death, random);
    if (wrong_configuration)
        return RESTART_CONFIGURATION_MS;
    bool served = served_ms >= RESTART_SERVED_MS && !r->crash_loop;
    return r->deaths == 1 || served ? 0 : wait_ms;
}

uint64_t restart_not_launched(struct restart *r, uint32_t random)
{
    return backoff_failed_spaced(&r->after_launch, random);
}

void restart_serves(struct restart *r, uint64_t served_ms)
{
    if (served_ms == 0)
        return;
    r->after_launch.failures = 0;
    backoff_lived(&r->after_death, served_ms);
    if (served_ms >= RESTART_STEADY_MS)
        r->crash_loop = false;
}
