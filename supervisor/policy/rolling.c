/* Who is next. */
#include "rolling.h"

void rolling_add(struct rolling *r, enum worker worker)
{
    r->waiting[worker] = true;
}

static bool too_early(const struct rolling *r, enum worker worker, uint64_t now_ms)
{
    return r->paid_ms[worker] > now_ms + (uint64_t)(ROLLING_BURST - 1) * ROLLING_SPACE_MS;
}

static bool anyone_waits(const struct rolling *r)
{
    for (int i = 0; i < WORKERS; i++)
        if (r->waiting[i])
            return true;
    return false;
}

static bool take_first(struct rolling *r, uint64_t now_ms, enum worker *ret_worker)
{
    for (int i = 0; i < WORKERS; i++)
        if (r->waiting[i] && !too_early(r, (enum worker)i, now_ms)) {
            r->waiting[i] = false;
            *ret_worker = (enum worker)i;
            return true;
        }
    return false;
}

enum rolling_step rolling_next(struct rolling *r, uint32_t up_generation, uint64_t now_ms,
                               enum worker *ret_worker)
{
    bool was_busy = r->busy;
    if (was_busy && up_generation <= r->generation) {
        *ret_worker = r->worker;
        return now_ms < r->until_ms ? ROLLING_NOTHING : ROLLING_FAILED;
    }
    r->busy = false;
    if (take_first(r, now_ms, ret_worker))
        return ROLLING_RESTART;
    return was_busy && !anyone_waits(r) ? ROLLING_OVER : ROLLING_NOTHING;
}

void rolling_restarted(struct rolling *r, enum worker worker, uint32_t generation, uint64_t now_ms)
{
    r->busy = true;
    r->worker = worker;
    r->generation = generation;
    r->until_ms = now_ms + ROLLING_PATIENCE_MS;
    uint64_t paid_ms = r->paid_ms[worker] > now_ms ? r->paid_ms[worker] : now_ms;
    r->paid_ms[worker] = paid_ms + ROLLING_SPACE_MS;
}

void rolling_give_up(struct rolling *r)
{
    r->busy = false;
    for (int i = 0; i < WORKERS; i++)
        r->waiting[i] = false;
}
