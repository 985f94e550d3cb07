/* Who is next. */
#include "rolling.h"

void rolling_add(struct rolling *r, enum worker worker)
{
    r->waiting[worker] = true;
}

static bool take_first(struct rolling *r, enum worker *ret_worker)
{
    for (int i = 0; i < WORKERS; i++)
        if (r->waiting[i]) {
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
    if (take_first(r, ret_worker))
        return ROLLING_RESTART;
    return was_busy ? ROLLING_OVER : ROLLING_NOTHING;
}

void rolling_restarted(struct rolling *r, enum worker worker, uint32_t generation, uint64_t now_ms)
{
    r->busy = true;
    r->worker = worker;
    r->generation = generation;
    r->until_ms = now_ms + ROLLING_PATIENCE_MS;
}
