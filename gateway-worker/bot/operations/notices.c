/* Who was told when. */
#include "notices.h"

#define NOTICES_KEPT 64 /* handed to a successor */

static bool is_recent(const struct notices *n, size_t i, uint64_t now_ms)
{
    return now_ms - n->entries[i].told_ms < NOTICES_PAUSE_MS;
}

static void drop(struct notices *n, size_t i)
{
    n->entries[i] = n->entries[--n->count];
}

bool notices_take(struct notices *n, uint64_t channel_id, uint64_t now_ms)
{
    for (size_t i = n->count; i-- > 0;)
        if (!is_recent(n, i, now_ms))
            drop(n, i);
        else if (n->entries[i].channel_id == channel_id)
            return false;
    if (n->count == NOTICES_MOST)
        return false;
    n->entries[n->count].channel_id = channel_id;
    n->entries[n->count++].told_ms = now_ms;
    return true;
}

void notices_give_back(struct notices *n, uint64_t channel_id)
{
    for (size_t i = n->count; i-- > 0;)
        if (n->entries[i].channel_id == channel_id)
            drop(n, i);
}

void notices_write(const struct notices *n, struct json_writer *w, uint64_t now_ms)
{
    size_t written = 0;
    jw_array(w);
    for (size_t i = 0; i < n->count && written < NOTICES_KEPT; i++) {
        if (!is_recent(n, i, now_ms))
            continue;
        written++;
        jw_array(w);
        jw_id(w, n->entries[i].channel_id);
        jw_uint(w, n->entries[i].told_ms);
        jw_array_end(w);
    }
    jw_array_end(w);
}

void notices_restore(struct notices *n, const struct json_value *array)
{
    n->count = json_length(array) < NOTICES_MOST ? json_length(array) : NOTICES_MOST;
    for (size_t i = 0; i < n->count; i++) {
        const struct json_value *entry = json_at(array, i);
        n->entries[i].channel_id = json_id(json_at(entry, 0));
        n->entries[i].told_ms = (uint64_t)json_int(json_at(entry, 1), 0);
    }
}
