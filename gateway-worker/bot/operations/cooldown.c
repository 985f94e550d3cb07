/* Keeps the channels of the last five minutes with the time of each. */
#include "cooldown.h"

#define COOLDOWN_WRITTEN_MAX 64 /* handed to a successor */

static bool is_recent(const struct cooldown *c, size_t i, uint64_t now_ms)
{
    return now_ms - c->entries[i].sent_ms < COOLDOWN_MS;
}

static void drop(struct cooldown *c, size_t i)
{
    c->entries[i] = c->entries[--c->count];
}

bool cooldown_take(struct cooldown *c, uint64_t channel_id, uint64_t now_ms)
{
    for (size_t i = c->count; i-- > 0;)
        if (!is_recent(c, i, now_ms))
            drop(c, i);
        else if (c->entries[i].channel_id == channel_id)
            return false;
    if (c->count == COOLDOWN_ENTRIES_MAX)
        return false;
    c->entries[c->count].channel_id = channel_id;
    c->entries[c->count++].sent_ms = now_ms;
    return true;
}

void cooldown_give_back(struct cooldown *c, uint64_t channel_id)
{
    for (size_t i = c->count; i-- > 0;)
        if (c->entries[i].channel_id == channel_id)
            drop(c, i);
}

void cooldown_write(const struct cooldown *c, struct json_writer *w, uint64_t now_ms)
{
    size_t written = 0;
    jw_array(w);
    for (size_t i = 0; i < c->count && written < COOLDOWN_WRITTEN_MAX; i++) {
        if (!is_recent(c, i, now_ms))
            continue;
        written++;
        jw_array(w);
        jw_id(w, c->entries[i].channel_id);
        jw_uint(w, c->entries[i].sent_ms);
        jw_array_end(w);
    }
    jw_array_end(w);
}

void cooldown_restore(struct cooldown *c, const struct json_value *array)
{
    c->count = json_length(array) < COOLDOWN_ENTRIES_MAX ? json_length(array) : COOLDOWN_ENTRIES_MAX;
    for (size_t i = 0; i < c->count; i++) {
        const struct json_value *entry = json_at(array, i);
        c->entries[i].channel_id = json_id(json_at(entry, 0));
        c->entries[i].sent_ms = (uint64_t)json_int(json_at(entry, 1), 0);
    }
}
