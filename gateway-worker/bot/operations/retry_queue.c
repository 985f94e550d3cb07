/* Keeps a short sorted list; delays double with each failure. */
#include "retry_queue.h"

#include <string.h>

#define ROW_FIRST_MS 10000
#define ROW_CAP_MS   (2 * 60 * 1000)
#define RIGHT_FIRST_MS                                                                                       \
    (20 * 60 * 1000) /* an event that gives the permission is not waited for (retry_task.c) */

static uint64_t delay_of(const struct retry_item *item)
{
    uint64_t first = item->action == RETRY_FOR_ROW ? ROW_FIRST_MS : RIGHT_FIRST_MS;
    uint64_t cap = item->action == RETRY_FOR_ROW ? ROW_CAP_MS : RETRY_HOUR_MS;
    uint64_t delay = first << (item->failures < 8 ? item->failures : 8);
    return delay < cap ? delay : cap;
}

/* Where it stands, or where it would. */
static size_t place_of(const struct retry_queue *queue, uint64_t channel_id, uint64_t message_id)
{
    size_t i = 0;
    while (i < queue->count &&
           (queue->items[i].channel_id > channel_id ||
            (queue->items[i].channel_id == channel_id && queue->items[i].message_id < message_id)))
        i++;
    return i;
}

struct retry_item *retry_queue_find(struct retry_queue *queue, uint64_t channel_id, uint64_t message_id)
{
    size_t i = place_of(queue, channel_id, message_id);
    bool found = i < queue->count && queue->items[i].channel_id == channel_id &&
                 queue->items[i].message_id == message_id;
    return found ? &queue->items[i] : NULL;
}

bool retry_queue_put(struct retry_queue *queue, uint64_t channel_id, uint64_t message_id,
                     enum ticket_action action, uint64_t now_ms)
{
    struct retry_item *item = retry_queue_find(queue, channel_id, message_id);
    if (item) {
        item->failures = item->action == action ? item->failures + 1 : 0;
        item->action = action;
        item->due_ms = now_ms + delay_of(item);
        return true;
    }
    size_t at = place_of(queue, channel_id, message_id);
    bool full = queue->count == RETRY_QUEUE_MAX;
    if (at == RETRY_QUEUE_MAX)
        return false;
    queue->count += !full;
    memmove(&queue->items[at + 1], &queue->items[at], (queue->count - 1 - at) * sizeof(queue->items[0]));
    queue->items[at] =
        (struct retry_item){.channel_id = channel_id, .message_id = message_id, .action = action};
    queue->items[at].due_ms = now_ms + delay_of(&queue->items[at]);
    return !full;
}

static void remove_item(struct retry_queue *queue, size_t at)
{
    queue->count--;
    memmove(&queue->items[at], &queue->items[at + 1], (queue->count - at) * sizeof(queue->items[0]));
}

void retry_queue_remove(struct retry_queue *queue, uint64_t channel_id, uint64_t message_id)
{
    const struct retry_item *item = retry_queue_find(queue, channel_id, message_id);
    if (item)
        remove_item(queue, (size_t)(item - queue->items));
}

void retry_queue_remove_channel(struct retry_queue *queue, uint64_t channel_id)
{
    for (size_t i = queue->count; i-- > 0;)
        if (queue->items[i].channel_id == channel_id)
            remove_item(queue, i);
}

void retry_queue_hurry(struct retry_queue *queue, uint64_t channel_id)
{
    for (size_t i = 0; i < queue->count; i++)
        queue->items[i].hurried |= !channel_id || queue->items[i].channel_id == channel_id;
}

/* ---- Refusals. */

static bool is_of_this_hour(uint64_t refused_ms, uint64_t now_ms)
{
    return refused_ms && now_ms - refused_ms < RETRY_HOUR_MS;
}

void retry_queue_refused(struct retry_queue *queue, uint64_t now_ms)
{
    memmove(&queue->refused_ms[1], &queue->refused_ms[0],
            sizeof(queue->refused_ms) - sizeof(queue->refused_ms[0]));
    queue->refused_ms[0] = now_ms;
}

size_t retry_queue_risks_left(const struct retry_queue *queue, uint64_t now_ms)
{
    size_t left = RETRY_REFUSALS_MAX;
    for (size_t i = 0; i < RETRY_REFUSALS_MAX; i++)
        left -= is_of_this_hour(queue->refused_ms[i], now_ms);
    return left;
}

/* ---- From one life to the next. */

void retry_queue_write(const struct retry_queue *queue, struct json_writer *w)
{
    jw_array(w);
    for (size_t i = 0; i < queue->count; i++) {
        jw_array(w);
        jw_id(w, queue->items[i].channel_id);
        jw_id(w, queue->items[i].message_id);
        jw_uint(w, (uint64_t)queue->items[i].action);
        jw_array_end(w);
    }
    jw_array_end(w);
}

void retry_queue_restore(struct retry_queue *queue, const struct json_value *array, uint64_t now_ms)
{
    for (size_t i = 0; i < json_length(array) && i < RETRY_QUEUE_MAX; i++) {
        const struct json_value *item = json_at(array, i);
        uint64_t channel_id = json_id(json_at(item, 0));
        int64_t action = json_int(json_at(item, 2), -1);
        if (channel_id && action >= 0 && action <= RETRY_FOR_ROW)
            (void)retry_queue_put(queue, channel_id, json_id(json_at(item, 1)), (enum ticket_action)action,
                                  now_ms);
    }
}
