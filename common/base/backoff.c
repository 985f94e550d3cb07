/* Exponential backoff with jitter. */
#include "backoff.h"

static uint64_t next_step(struct backoff *b)
{
    uint64_t step = b->first_ms;
    for (unsigned i = 0; i < b->failures && step < b->cap_ms; i++)
        step *= 2;
    if (b->failures < 64)
        b->failures++;
    return step < b->cap_ms ? step : b->cap_ms;
}

/* `random` spread evenly over [0, most]. */
static uint64_t spread(uint64_t most, uint32_t random)
{
    return (most + 1) * (uint64_t)random >> 32;
}

uint64_t backoff_failed(struct backoff *b, uint32_t random)
{
    return spread(next_step(b), random);
}

uint64_t backoff_failed_spaced(struct backoff *b, uint32_t random)
{
    uint64_t step = next_step(b);
    return step / 2 + spread(step - step / 2, random);
}

void backoff_lived(struct backoff *b, uint64_t life_ms)
{
    if (life_ms >= b->stable_after_ms)
        b->failures = 0;
}
