/* Google's budget of requests, spent carefully: reads and writes a minute each. A 429 means that others spend
 * the same budget, or that it is smaller than we think: that kind is closed for a while, its rate is halved,
 * and regained by one request a minute every ten seconds. Pure. */
#ifndef VIGIE_MINUTE_QUOTA_H
#define VIGIE_MINUTE_QUOTA_H

#include "backoff.h"
#include "limiter.h"

#include <stdbool.h>
#include <stdint.h>

/* Google allows 60 of each per minute and service account
 * (developers.google.com/workspace/sheets/api/limits). While rows wait a fifth is left to other programs of
 * the same account; while none do nothing is spent but what somebody waits for, and the few reads that
 * confirm what was written. */
#define QUOTA_OF_GOOGLE  60
#define QUOTA_PER_MINUTE (QUOTA_OF_GOOGLE * 4 / 5)
#define QUOTA_LEAST      4 /* per minute, whatever Google says */

enum quota_kind { QUOTA_READ, QUOTA_WRITE };

struct quota {
    struct {
        struct limiter limiter;
        uint64_t closed_until_ms;
        struct backoff backoff;
        uint32_t rate;        /* per minute, QUOTA_LEAST … QUOTA_PER_MINUTE */
        uint64_t rate_set_ms; /* when it was last changed */
    } kinds[2];
};

void quota_init(struct quota *quota);

/* Milliseconds until one more request of this kind may leave, 0: now. */
uint64_t quota_wait_ms(struct quota *quota, enum quota_kind kind, uint64_t now_ms);
/* The same for one that nobody waits for: until half of the rate is left. */
uint64_t quota_spare_ms(struct quota *quota, enum quota_kind kind, uint64_t now_ms);
/* How many may leave now. */
uint32_t quota_left(struct quota *quota, enum quota_kind kind, uint64_t now_ms);
void quota_take(struct quota *quota, enum quota_kind kind, uint64_t now_ms);

/* Google said 429. Closes this kind for `retry_after_s`, or with growing waits. */
void quota_exceeded(struct quota *quota, enum quota_kind kind, uint64_t now_ms, uint32_t retry_after_s,
                    uint32_t random);
void quota_granted(struct quota *quota, enum quota_kind kind);

#endif
