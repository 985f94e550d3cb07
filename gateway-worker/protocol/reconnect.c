/* Reconnection delays. */
#include "reconnect.h"

#include "array_len.h"

/* A peer's outage ends unannounced: the last step is what it may cost us, jitter included, so jitter only
 * shortens. */
static const uint64_t STEPS_MS[] = {1000, 2000, 4000, 8000, 15000, 30000};
#define LONGEST_MS 28000
#define SOON_MS    500

void reconnect_init(struct reconnect *r)
{
    *r = (struct reconnect){0};
    limiter_init(&r->dials, RECONNECT_DIALS_A_MINUTE, 60000);
}

void reconnect_dialled(struct reconnect *r, uint64_t now_ms)
{
    limiter_take(&r->dials, now_ms, 0);
    r->dialled_ms = now_ms;
    r->up_ms = 0;
}

void reconnect_up(struct reconnect *r, uint64_t now_ms)
{
    r->up_ms = now_ms;
}

/* Between half of the step and the whole. */
static uint64_t jittered(uint64_t step_ms, uint32_t random)
{
    uint64_t delay = step_ms / 2 + ((step_ms - step_ms / 2) * (uint64_t)random >> 32);
    return delay < LONGEST_MS ? delay : LONGEST_MS;
}

static uint64_t next_step(struct reconnect *r, bool was_up, uint32_t random)
{
    if (was_up && r->failures == 0)
        return SOON_MS * (uint64_t)random >> 32;
    unsigned last = ARRAY_LEN(STEPS_MS) - 1;
    unsigned step = r->failures - (was_up ? 1 : 0);
    return jittered(STEPS_MS[step < last ? step : last], random);
}

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

uint64_t reconnect_delay_ms(struct reconnect *r, uint64_t at_least_ms, uint64_t now_ms, uint32_t random)
{
    bool was_up = r->up_ms != 0;
    if (was_up && now_ms - r->up_ms >= RECONNECT_STABLE_MS)
        r->failures = 0;
    uint64_t delay = next_step(r, was_up, random);
    r->failures++;
    /* An attempt that hung until its deadline has waited already. */
    uint64_t spent = was_up ? 0 : now_ms - r->dialled_ms;
    if (spent)
        delay = later(delay, spent + SOON_MS) - spent;
    r->up_ms = 0;
    return later(later(delay, at_least_ms), limiter_wait_ms(&r->dials, now_ms, 0));
}
