/* Whether a channel may be sent something now, and what its answers make of that. One thing is under way at a
 * time; at most ALERTS_PER_MINUTE leave in any minute. Pure: time and randomness come in. Embedded by its
 * user, no cleanup. */
#ifndef VIGIE_ALERT_CHANNEL_H
#define VIGIE_ALERT_CHANNEL_H

#include "backoff.h"
#include "channel_answer.h"
#include "limiter.h"

#include <stdbool.h>
#include <stdint.h>

#define ALERTS_PER_MINUTE 5

struct alert_channel {
    uint64_t setting;       /* fingerprint of the address, 0: not set */
    bool given_up;          /* until the setting is another */
    bool busy;              /* something is under way */
    uint64_t not_before_ms; /* monotonic */
    struct backoff pause, ban_pause;
    struct limiter pace;
    enum channel_answer last; /* CHANNEL_NONE: nothing was answered yet */
    int last_status;
    int64_t last_taken_ms; /* UTC, 0: never */
};

/* `address`: NULL: not set. */
void alert_channel_init(struct alert_channel *channel, const char *address);

/* It goes on where `kept` stopped, if that had the same address. */
void alert_channel_restore(struct alert_channel *channel, const struct alert_channel *kept);

/* True: something may be sent now, and counts as sent. False: not before *ret_wait_ms, UINT64_MAX: not by
 * itself. */
bool alert_channel_begin(struct alert_channel *channel, uint64_t now_ms, uint64_t *ret_wait_ms);

/* What became of it. `wait_ms` as channel_answer_read has it. Returns what follows for the message. */
enum channel_then alert_channel_answered(struct alert_channel *channel, enum channel_answer answer,
                                         int status, uint64_t wait_ms, uint64_t now_ms, int64_t wall_ms,
                                         uint32_t random);

#endif
