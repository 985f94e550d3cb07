/* How long to wait before trying again.
 * Pure: time and randomness come in as arguments. Owned by its user; needs no cleanup. */
#ifndef VIGIE_BACKOFF_H
#define VIGIE_BACKOFF_H

#include <stdint.h>

struct backoff {
    uint64_t first_ms, cap_ms;
    uint64_t stable_after_ms; /* a life this long forgets earlier failures */
    unsigned failures;
};

/* Delay before the next attempt, after one more failure: full jitter in [0, min(cap, first * 2^failures)],
 * where `failures` does not count this one yet. */
uint64_t backoff_failed(struct backoff *b, uint32_t random);

/* The same with jitter only in the upper half: at least half of the step. For peers that count attempts. */
uint64_t backoff_failed_spaced(struct backoff *b, uint32_t random);

/* The thing lived for `life_ms` before it failed: long enough forgets the failures. Call before
 * backoff_failed. */
void backoff_lived(struct backoff *b, uint64_t life_ms);

#endif
