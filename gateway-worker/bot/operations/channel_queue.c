/* Holds the entries of all channels in one list in order of arrival; the queue of a channel is those that name it. */
#include "channel_queue.h"

static struct queue_entry *first_of(const struct channel_queue *queue, uint64_t channel_id)
{
    struct queue_entry *entry = queue->first;
    while (entry && entry->channel_id != channel_id)
        entry = entry->next;
    return entry;
}

enum queue_place channel_queue_join(struct channel_queue *queue, struct queue_entry *entry)
{
    if (queue->count == QUEUE_ENTRIES_MAX)
        return QUEUE_REFUSED;
    struct queue_entry **last = &queue->first;
    while (*last)
        last = &(*last)->next;
    entry->next = NULL;
    *last = entry;
    queue->count++;
    return first_of(queue, entry->channel_id) == entry ? QUEUE_FIRST : QUEUE_WAITS;
}

struct queue_entry *channel_queue_behind(const struct queue_entry *entry)
{
    struct queue_entry *next = entry->next;
    while (next && next->channel_id != entry->channel_id)
        next = next->next;
    return next;
}

void channel_queue_leave(struct channel_queue *queue, struct queue_entry *entry)
{
    struct queue_entry **at = &queue->first;
    while (*at && *at != entry)
        at = &(*at)->next;
    if (!*at)
        return;
    *at = entry->next;
    queue->count--;
    struct queue_entry *next = first_of(queue, entry->channel_id);
    if (next)
        next->on_front(next->ctx);
}
