/* Order and patience of a stop. */
#include "stop_plan.h"

#include "array_len.h"

static const unsigned ORDER[WORKERS] = {
#define WORKER(id, name, reader, cap_ms, stop_order, demo_only) [WORKER_##id] = stop_order,
#include "workers.def"
#undef WORKER
};

/* By stop_order. Group 1 brings the outbox and the session to disk, 2 answers its last probes, 3 is the
 * pretend Discord. */
static const uint64_t GRACE_MS[] = {0, 6000, 2000, 1000};

unsigned stop_plan_group(const bool left[WORKERS])
{
    unsigned first = 0;
    for (int i = 0; i < WORKERS; i++)
        if (left[i] && (first == 0 || ORDER[i] < first))
            first = ORDER[i];
    return first;
}

bool stop_plan_in_group(enum worker worker, unsigned group)
{
    return ORDER[worker] == group;
}

uint64_t stop_plan_grace_ms(unsigned group)
{
    return group < ARRAY_LEN(GRACE_MS) ? GRACE_MS[group] : 0;
}
