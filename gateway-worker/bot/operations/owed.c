/* A short sorted list; delays double with each failure. */
#include "owed.h"

#include <string.h>

#define ROW_FIRST_MS 10000
#define ROW_CAP_MS   (2 * 60 * 1000)
#define RIGHT_FIRST_MS                                                                                       \
    (20 * 60 * 1000) /* an event that gives the permission is not waited for (owed_task.c) */

static uint64_t delay_of(const struct owed_item *item)
{
    uint64_t first = item->act == OWED_FOR_ROW ? ROW_FIRST_MS : RIGHT_FIRST_MS;
    uint64_t cap = item->act == OWED_FOR_ROW ? ROW_CAP_MS : OWED_HOUR_MS;
    uint64_t delay = first << (item->failures < 8 ? item->failures : 8);
    return delay < cap ? delay : cap;
}

/* Where it stands, or where it would. */
static size_t place_of(const struct owed *owed, uint64_t channel_id, uint64_t message_id)
{
    size_t i = 0;
    while (i < owed->count &&
           (owed->items[i].channel_id > channel_id ||
            (owed->items[i].channel_id == channel_id && owed->items[i].message_id < message_id)))
        i++;
    return i;
}

struct owed_item *owed_find(struct owed *owed, uint64_t channel_id, uint64_t message_id)
{
    size_t i = place_of(owed, channel_id, message_id);
    bool found =
        i < owed->count && owed->items[i].channel_id == channel_id && owed->items[i].message_id == message_id;
    return found ? &owed->items[i] : NULL;
}

bool owed_put(struct owed *owed, uint64_t channel_id, uint64_t message_id, enum act act, uint64_t now_ms)
{
    struct owed_item *item = owed_find(owed, channel_id, message_id);
    if (item) {
        item->failures = item->act == act ? item->failures + 1 : 0;
        item->act = act;
        item->due_ms = now_ms + delay_of(item);
        return true;
    }
    size_t at = place_of(owed, channel_id, message_id);
    bool full = owed->count == OWED_MOST;
    if (at == OWED_MOST)
        return false;
    owed->count += !full;
    memmove(&owed->items[at + 1], &owed->items[at], (owed->count - 1 - at) * sizeof(owed->items[0]));
    owed->items[at] = (struct owed_item){.channel_id = channel_id, .message_id = message_id, .act = act};
    owed->items[at].due_ms = now_ms + delay_of(&owed->items[at]);
    return !full;
}

static void remove_item(struct owed *owed, size_t at)
{
    owed->count--;
    memmove(&owed->items[at], &owed->items[at + 1], (owed->count - at) * sizeof(owed->items[0]));
}

void owed_settle(struct owed *owed, uint64_t channel_id, uint64_t message_id)
{
    const struct owed_item *item = owed_find(owed, channel_id, message_id);
    if (item)
        remove_item(owed, (size_t)(item - owed->items));
}

void owed_forget(struct owed *owed, uint64_t channel_id)
{
    for (size_t i = owed->count; i-- > 0;)
        if (owed->items[i].channel_id == channel_id)
            remove_item(owed, i);
}

void owed_hurry(struct owed *owed, uint64_t channel_id)
{
    for (size_t i = 0; i < owed->count; i++)
        owed->items[i].hurried |= !channel_id || owed->items[i].channel_id == channel_id;
}

/* ---- Refusals. */

static bool is_of_this_hour(uint64_t refused_ms, uint64_t now_ms)
{
    return refused_ms && now_ms - refused_ms < OWED_HOUR_MS;
}

void owed_refused(struct owed *owed, uint64_t now_ms)
{
    memmove(&owed->refused_ms[1], &owed->refused_ms[0],
            sizeof(owed->refused_ms) - sizeof(owed->refused_ms[0]));
    owed->refused_ms[0] = now_ms;
}

size_t owed_risks_left(const struct owed *owed, uint64_t now_ms)
{
    size_t left = OWED_REFUSALS_MOST;
    for (size_t i = 0; i < OWED_REFUSALS_MOST; i++)
        left -= is_of_this_hour(owed->refused_ms[i], now_ms);
    return left;
}

/* ---- From one life to the next. */

void owed_write(const struct owed *owed, struct json_writer *w)
{
    jw_array(w);
    for (size_t i = 0; i < owed->count; i++) {
        jw_array(w);
        jw_id(w, owed->items[i].channel_id);
        jw_id(w, owed->items[i].message_id);
        jw_uint(w, (uint64_t)owed->items[i].act);
        jw_array_end(w);
    }
    jw_array_end(w);
}

void owed_restore(struct owed *owed, const struct json_value *array, uint64_t now_ms)
{
    for (size_t i = 0; i < json_length(array) && i < OWED_MOST; i++) {
        const struct json_value *item = json_at(array, i);
        uint64_t channel_id = json_id(json_at(item, 0));
        int64_t act = json_int(json_at(item, 2), -1);
        if (channel_id && act >= 0 && act <= OWED_FOR_ROW)
            (void)owed_put(owed, channel_id, json_id(json_at(item, 1)), (enum act)act, now_ms);
    }
}
