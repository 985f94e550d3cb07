/* Who was told when. */
#include "notices.h"

#define NOTICES_KEPT 64 /* handed to a successor */

static bool is_recent(const struct notices *n, size_t i, uint64_t now_ms)
{
    return n->entries[i].channel_id && now_ms - n->entries[i].told_ms < NOTICES_PAUSE_MS;
}

bool notices_take(struct notices *n, uint64_t channel_id, uint64_t now_ms)
{
    size_t room = NOTICES_MOST;
    for (size_t i = 0; i < NOTICES_MOST; i++) {
        bool recent = is_recent(n, i, now_ms);
        if (recent && n->entries[i].channel_id == channel_id)
            return false;
        if (!recent)
            room = i;
    }
    if (room == NOTICES_MOST)
        return false;
    n->entries[room].channel_id = channel_id;
    n->entries[room].told_ms = now_ms;
    return true;
}

void notices_give_back(struct notices *n, uint64_t channel_id)
{
    for (size_t i = 0; i < NOTICES_MOST; i++)
        if (n->entries[i].channel_id == channel_id)
            n->entries[i].channel_id = 0;
}

void notices_write(const struct notices *n, struct json_writer *w, uint64_t now_ms)
{
    size_t written = 0;
    jw_array(w);
    for (size_t i = 0; i < NOTICES_MOST && written < NOTICES_KEPT; i++) {
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
    for (size_t i = 0; i < json_length(array) && i < NOTICES_MOST; i++) {
        const struct json_value *entry = json_at(array, i);
        n->entries[i].channel_id = json_id(json_at(entry, 0));
        n->entries[i].told_ms = (uint64_t)json_int(json_at(entry, 1), 0);
    }
}
