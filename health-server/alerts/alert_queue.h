/* The messages: those that wait, then the last ones that are done, for the page. Oldest first. Pure, embedded
 * by its user, no cleanup; all zero is empty. When it is full the oldest that is done makes room, else the
 * oldest that no working channel waits for, else the oldest; what was dropped while it waited is counted. */
#ifndef VIGIE_ALERT_QUEUE_H
#define VIGIE_ALERT_QUEUE_H

#include "alert_message.h"

#include <stddef.h>

#define ALERT_QUEUE_MAX  64
#define ALERT_REJECT_MAX 10 /* refused that often for what it holds: given up */

struct alert_queue {
    struct alert_message messages[ALERT_QUEUE_MAX];
    size_t count;
    uint64_t dropped;
};

/* Copies it. False: a message that waited had to go. */
bool alert_queue_add(struct alert_queue *queue, const struct alert_message *message);

/* Waits for any channel. */
bool alert_message_waits(const struct alert_message *message);
size_t alert_queue_waiting(const struct alert_queue *queue, enum alert_channel_id channel);

/* What the channel should be sent next, NULL: nothing. In order, but one that it refused comes after those
 * that it did not. */
struct alert_message *alert_queue_next(struct alert_queue *queue, enum alert_channel_id channel);
struct alert_message *alert_queue_find(struct alert_queue *queue, const char *id);

/* The channel refused it for what it holds. True: for the last time, it is given up. */
bool alert_message_rejected(struct alert_message *message, enum alert_channel_id channel);

void alert_queue_copy(struct alert_queue *queue, const struct alert_queue *from);
/* Adds those of `other` that are not here yet, in front. */
void alert_queue_merge(struct alert_queue *queue, const struct alert_queue *other);

#endif
