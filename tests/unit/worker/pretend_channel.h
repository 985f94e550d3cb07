/* A pretend channel, in place of channel.c: what is sent stands in a list, and the test says when it ends.
 * For one test program each. */
#ifndef VIGIE_TEST_PRETEND_CHANNEL_H
#define VIGIE_TEST_PRETEND_CHANNEL_H

#include "channel.h"

#include <string.h>

#define SENT_MAX 64

struct channel {
    struct channel_counts counts;
    bool full; /* refuses what is sent */
};

static struct frame sent[SENT_MAX];
static unsigned sent_count, channels_closed;

struct err channel_send(struct channel *channel, const struct frame *frame)
{
    if (channel->full) {
        channel->counts.refused++;
        return err_make(ERR_FULL, "channel.send", 0);
    }
    sent[sent_count++ % SENT_MAX] = *frame;
    return ERR_OK;
}

struct channel_counts channel_counts(const struct channel *channel)
{
    return channel->counts;
}

void channel_destroy(struct channel **channel)
{
    channels_closed += *channel != NULL;
    *channel = NULL;
}

static inline const struct frame *last_sent(void)
{
    return &sent[(sent_count - 1) % SENT_MAX];
}

static inline void nothing_sent(void)
{
    sent_count = channels_closed = 0;
    memset(sent, 0, sizeof(sent));
}

#endif
