/* An array in order of making. */
#include "alert_queue.h"

#include "allocate.h"

#include <stdlib.h>
#include <string.h>

bool alert_message_waits(const struct alert_message *m)
{
    for (int i = 0; i < ALERT_CHANNELS; i++)
        if (m->delivery[i] == ALERT_WAITS)
            return true;
    return false;
}

static bool was_taken(const struct alert_message *m)
{
    for (int i = 0; i < ALERT_CHANNELS; i++)
        if (m->delivery[i] == ALERT_TAKEN)
            return true;
    return false;
}

static size_t first_that(const struct alert_queue *q, bool (*fits)(const struct alert_message *m))
{
    size_t i = 0;
    while (i < q->count && !fits(&q->messages[i]))
        i++;
    return i;
}

static bool is_done(const struct alert_message *m)
{
    return !alert_message_waits(m);
}

static void remove_at(struct alert_queue *q, size_t at)
{
    q->count--;
    memmove(&q->messages[at], &q->messages[at + 1], (q->count - at) * sizeof(q->messages[0]));
}

/* False: nobody had got it yet. */
static bool make_room(struct alert_queue *q)
{
    size_t at = first_that(q, is_done);
    bool harmless = at < q->count;
    if (!harmless) {
        at = first_that(q, was_taken); /* it reached people by the other channel */
        harmless = at < q->count;
    }
    if (!harmless) {
        at = 0;
        q->dropped++;
    }
    remove_at(q, at);
    return harmless;
}

bool alert_queue_add(struct alert_queue *q, const struct alert_message *message)
{
    bool harmless = q->count < ALERT_QUEUE_MAX || make_room(q);
    q->messages[q->count++] = *message;
    return harmless;
}

size_t alert_queue_waiting(const struct alert_queue *q, enum alert_channel_id channel)
{
    size_t waiting = 0;
    for (size_t i = 0; i < q->count; i++)
        waiting += q->messages[i].delivery[channel] == ALERT_WAITS;
    return waiting;
}

struct alert_message *alert_queue_next(struct alert_queue *q, enum alert_channel_id channel)
{
    struct alert_message *next = NULL;
    for (size_t i = 0; i < q->count; i++) {
        struct alert_message *m = &q->messages[i];
        if (m->delivery[channel] == ALERT_WAITS && (!next || m->rejected[channel] < next->rejected[channel]))
            next = m;
    }
    return next;
}

struct alert_message *alert_queue_find(struct alert_queue *q, const char *id)
{
    for (size_t i = 0; i < q->count; i++)
        if (strcmp(q->messages[i].id, id) == 0)
            return &q->messages[i];
    return NULL;
}

bool alert_message_rejected(struct alert_message *m, enum alert_channel_id channel)
{
    if (++m->rejected[channel] < ALERT_REJECT_MAX)
        return false;
    m->delivery[channel] = ALERT_GIVEN_UP;
    return true;
}

/* Only what is in it: the room behind is large, mostly never used, and costs memory once it is written to. */
void alert_queue_copy(struct alert_queue *q, const struct alert_queue *from)
{
    memcpy(q->messages, from->messages, from->count * sizeof(q->messages[0]));
    q->count = from->count;
    q->dropped = from->dropped;
}

void alert_queue_merge(struct alert_queue *q, const struct alert_queue *other)
{
    struct alert_queue *merged = allocate(1, sizeof(*merged));
    merged->dropped = q->dropped;
    for (size_t i = 0; i < other->count; i++)
        if (!alert_queue_find(q, other->messages[i].id))
            (void)alert_queue_add(merged, &other->messages[i]);
    for (size_t i = 0; i < q->count; i++)
        (void)alert_queue_add(merged, &q->messages[i]);
    alert_queue_copy(q, merged);
    free(merged);
}
