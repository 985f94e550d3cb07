/* Google's budget of requests, spent carefully: reads and writes a minute each, and slower after a 429. Pure.
 */
#ifndef VIGIE_QUOTA_H
#define VIGIE_QUOTA_H

#include "backoff.h"
#include "limiter.h"

#include <stdbool.h>
#include <stdint.h>

/* Google allows 60 of each per minute and service account; it counts when a request arrives, we when it
 * leaves. */
#define QUOTA_PER_MINUTE 56

enum quota_kind { QUOTA_READ, QUOTA_WRITE };

struct quota {
    struct limiter limiters[2];
    uint64_t closed_until_ms[2]; /* after a 429 */
    struct backoff backoffs[2];
};

void quota_init(struct quota *quota);

/* Milliseconds until one more request of this kind may leave, 0: now. */
uint64_t quota_wait_ms(struct quota *quota, enum quota_kind kind, uint64_t now_ms);
void quota_take(struct quota *quota, enum quota_kind kind, uint64_t now_ms);

/* Google said 429: others spend the same budget. Closes this kind for `retry_after_s`, or with growing waits.
 */
void quota_exceeded(struct quota *quota, enum quota_kind kind, uint64_t now_ms, uint32_t retry_after_s,
                    uint32_t random);
void quota_granted(struct quota *quota, enum quota_kind kind);

#endif
