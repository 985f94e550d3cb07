/* Is the other end alive? Heartbeats as HELLO asks for them, and a probe when nothing at all has come for a while.
 * https://discord.com/developers/docs/events/gateway#sending-heartbeats
 *   - the first beat after interval * jitter, then one each interval;
 *   - a beat that is due while an earlier one is unanswered: the connection is a zombie;
 *   - silence of HEARTBEAT_SILENCE_US: one beat out of turn, and an answer of any kind within HEARTBEAT_ANSWER_US.
 * Pure. Times in microseconds, since round trips on a near network are shorter than a millisecond. One per connection. */
#ifndef VIGIE_HEARTBEAT_H
#define VIGIE_HEARTBEAT_H

#include <stdbool.h>
#include <stdint.h>

/* Together under the 20 s within which a silent connection is redialled. */
#define HEARTBEAT_SILENCE_US 14000000
#define HEARTBEAT_ANSWER_US  5000000

/* What HELLO may ask for, ms; outside is absurd: it would flood, or never notice a dead peer. */
#define HEARTBEAT_INTERVAL_LEAST_MS 100
#define HEARTBEAT_INTERVAL_MOST_MS  600000

struct heartbeat {
    uint64_t interval_us; /* 0: HELLO has not come */
    uint64_t next_beat_us;
    uint64_t heard_us;      /* anything at all */
    uint64_t unanswered_us; /* when the oldest unacknowledged beat was sent, 0: none */
    uint64_t probe_us;      /* when the probe was sent, 0: none since something was heard */
    uint64_t patience_us;   /* longest that an ACK may take */
};

enum heartbeat_verdict {
    HEARTBEAT_WAIT,
    HEARTBEAT_SEND,   /* send one now, then heartbeat_sent */
    HEARTBEAT_SILENT, /* nothing answers: abort */
    HEARTBEAT_ZOMBIE, /* a beat fell due and the last one is unacknowledged: abort */
    HEARTBEAT_SLOW,   /* the acknowledgement takes longer than the operator allows: reconnect */
};

/* HELLO: false if the interval is absurd. `patience_us`: see heartbeat.patience_us. */
bool heartbeat_begin(struct heartbeat *h, int64_t interval_ms, uint64_t patience_us, uint64_t now_us,
                     uint32_t random);

void heartbeat_heard(struct heartbeat *h, uint64_t now_us);
void heartbeat_sent(struct heartbeat *h, uint64_t now_us);
/* True with the round trip; false if no beat was waiting for it. */
bool heartbeat_acknowledged(struct heartbeat *h, uint64_t now_us, uint64_t *ret_round_trip_us);

enum heartbeat_verdict heartbeat_due(const struct heartbeat *h, uint64_t now_us);
/* When to ask again at the latest; UINT64_MAX before HELLO. */
uint64_t heartbeat_next_us(const struct heartbeat *h);

#endif
