/* Heartbeats, acknowledgements, probes. */
#include "heartbeat.h"

bool heartbeat_begin(struct heartbeat *h, int64_t interval_ms, uint64_t patience_us, uint64_t now_us,
                     uint32_t random)
{
    if (interval_ms < HEARTBEAT_INTERVAL_LEAST_MS || interval_ms > HEARTBEAT_INTERVAL_MOST_MS)
        return false;
    uint64_t interval_us = (uint64_t)interval_ms * 1000;
    *h = (struct heartbeat){
        .interval_us = interval_us,
        .next_beat_us = now_us + (interval_us * (uint64_t)random >> 32),
        .heard_us = now_us,
        .patience_us = patience_us,
    };
    return true;
}

void heartbeat_heard(struct heartbeat *h, uint64_t now_us)
{
    h->heard_us = now_us;
    h->probe_us = 0;
}

static bool is_beat_due(const struct heartbeat *h, uint64_t now_us)
{
    return now_us >= h->next_beat_us;
}

void heartbeat_sent(struct heartbeat *h, uint64_t now_us)
{
    if (is_beat_due(h, now_us))
        h->next_beat_us = now_us + h->interval_us;
    if (!h->unanswered_us)
        h->unanswered_us = now_us;
    if (!h->probe_us && now_us - h->heard_us >= HEARTBEAT_SILENCE_US)
        h->probe_us = now_us;
}

bool heartbeat_acknowledged(struct heartbeat *h, uint64_t now_us, uint64_t *ret_round_trip_us)
{
    if (!h->unanswered_us)
        return false;
    *ret_round_trip_us = now_us - h->unanswered_us;
    h->unanswered_us = 0;
    return true;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* When the unanswered beat makes a zombie: at the next regular one. But a beat that was sent out of turn
 * shortly before that has had no time to be answered, and is given some. */
static uint64_t zombie_us(const struct heartbeat *h)
{
    uint64_t fair = h->unanswered_us + earlier(h->interval_us, HEARTBEAT_ANSWER_US);
    return fair > h->next_beat_us ? fair : h->next_beat_us;
}

enum heartbeat_verdict heartbeat_due(const struct heartbeat *h, uint64_t now_us)
{
    if (!h->interval_us)
        return HEARTBEAT_WAIT;
    if (h->probe_us && now_us - h->probe_us >= HEARTBEAT_ANSWER_US)
        return HEARTBEAT_SILENT;
    if (h->unanswered_us && now_us >= zombie_us(h))
        return HEARTBEAT_ZOMBIE;
    if (h->unanswered_us && now_us - h->unanswered_us >= h->patience_us)
        return HEARTBEAT_SLOW;
    if (is_beat_due(h, now_us) && !h->unanswered_us)
        return HEARTBEAT_SEND;
    if (!h->probe_us && now_us - h->heard_us >= HEARTBEAT_SILENCE_US)
        return HEARTBEAT_SEND;
    return HEARTBEAT_WAIT;
}

uint64_t heartbeat_next_us(const struct heartbeat *h)
{
    if (!h->interval_us)
        return UINT64_MAX;
    uint64_t next = h->probe_us ? h->probe_us + HEARTBEAT_ANSWER_US : h->heard_us + HEARTBEAT_SILENCE_US;
    if (!h->unanswered_us)
        return earlier(next, h->next_beat_us);
    return earlier(earlier(next, zombie_us(h)), h->unanswered_us + h->patience_us);
}
