/* At most `most` takes in any window of `window_ms`: a sliding log, the one form that no window can exceed.
 * Pure; embedded by its user; needs no cleanup. */
#ifndef VIGIE_LIMITER_H
#define VIGIE_LIMITER_H

#include <stdbool.h>
#include <stdint.h>

#define LIMITER_MOST 128

struct limiter {
    uint32_t most; /* <= LIMITER_MOST */
    uint64_t window_ms;
    uint32_t used, oldest;
    uint64_t taken_ms[LIMITER_MOST]; /* a ring of the times of the last takes */
};

void limiter_init(struct limiter *l, uint32_t most, uint64_t window_ms);

/* Milliseconds until limiter_take would succeed with `reserve` takes still to spare; 0: now. */
uint64_t limiter_wait_ms(struct limiter *l, uint64_t now_ms, uint32_t reserve);

/* Counts one take, if more than `reserve` are left. Callers with reserve 0 always find the reserve of the
 * others. */
bool limiter_take(struct limiter *l, uint64_t now_ms, uint32_t reserve);

#endif
