/* Sliding-log limiter. */
#include "limiter.h"

#include <assert.h>

void limiter_init(struct limiter *l, uint32_t most, uint64_t window_ms)
{
    assert(most > 0 && most <= LIMITER_MOST);
    *l = (struct limiter){.most = most, .window_ms = window_ms};
}

static void forget_old(struct limiter *l, uint64_t now_ms)
{
    while (l->used && now_ms - l->taken_ms[l->oldest] >= l->window_ms) {
        l->oldest = (l->oldest + 1) % l->most;
        l->used--;
    }
}

uint64_t limiter_wait_ms(struct limiter *l, uint64_t now_ms, uint32_t reserve)
{
    assert(reserve < l->most);
    forget_old(l, now_ms);
    uint32_t usable = l->most - reserve;
    if (l->used < usable)
        return 0;
    uint32_t blocking = (l->oldest + (l->used - usable)) % l->most;
    return l->taken_ms[blocking] + l->window_ms - now_ms;
}

bool limiter_take(struct limiter *l, uint64_t now_ms, uint32_t reserve)
{
    if (limiter_wait_ms(l, now_ms, reserve))
        return false;
    l->taken_ms[(l->oldest + l->used) % l->most] = now_ms;
    l->used++;
    return true;
}
