/* Who was told when. */
#include "notices.h"

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
