/* Reconnection delays. */
#include "reconnect.h"

#include "array_len.h"

/* The first is for a connection that was up, a dial that failed begins at the second. An outage ends
 * unannounced: the last one is what that may cost us, so jitter only shortens. 30 s are promised, of which
 * the session may be found to be gone, and a fresh one needs up to 5 s more. */
static const uint64_t STEPS_MS[] = {500, 1000, 2000, 4000, 8000, 15000, 24000};
#define FIRST_AFTER_A_DIAL 1
/* A life that was up, however short, shows that the way is open: it goes on from 4 s at most. */
#define LAST_AFTER_A_LIFE 3

void reconnect_init(struct reconnect *r, struct dial_budget *dials)
{
    *r = (struct reconnect){.dials = dials};
}

void reconnect_dialled(struct reconnect *r, uint64_t now_ms)
{
    dial_budget_spent(r->dials, now_ms);
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
    return step_ms / 2 + ((step_ms - step_ms / 2) * (uint64_t)random >> 32);
}

static uint64_t later(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static unsigned step_after_life(const struct reconnect *r, uint64_t life_ms)
{
    if (life_ms >= RECONNECT_STABLE_MS)
        return 0;
    return r->step < LAST_AFTER_A_LIFE ? r->step : LAST_AFTER_A_LIFE;
}

static unsigned step_after_dial(const struct reconnect *r)
{
    return r->step > FIRST_AFTER_A_DIAL ? r->step : FIRST_AFTER_A_DIAL;
}

uint64_t reconnect_delay_ms(struct reconnect *r, uint64_t at_least_ms, uint64_t now_ms, uint32_t random)
{
    bool was_up = r->up_ms != 0;
    unsigned step = was_up ? step_after_life(r, now_ms - r->up_ms) : step_after_dial(r);
    uint64_t delay = jittered(STEPS_MS[step], random);
    /* An attempt that hung until its deadline has waited already. */
    uint64_t spent = was_up ? 0 : now_ms - r->dialled_ms;
    if (spent)
        delay = later(delay, spent + STEPS_MS[0]) - spent;
    r->step = step + 1 < ARRAY_LEN(STEPS_MS) ? step + 1 : step;
    r->up_ms = 0;
    return later(later(delay, at_least_ms), dial_budget_wait_ms(r->dials, now_ms));
}

uint64_t reconnect_answered_ms(struct reconnect *r, uint64_t now_ms, uint32_t random)
{
    r->up_ms = 0;
    return later(jittered(STEPS_MS[0], random), dial_budget_wait_ms(r->dials, now_ms));
}
