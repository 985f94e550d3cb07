/* A list in the order of arrival. */
#include "waiting_gets.h"

#include <string.h>

bool waiting_gets_add(struct waiting_gets *w, const struct waiting_get *get)
{
    if (w->count == WAITING_GETS_MAX)
        return false;
    w->gets[w->count++] = *get;
    return true;
}

size_t waiting_gets_take(struct waiting_gets *w, enum awaited awaited, const char *key,
                         struct waiting_get ret_gets[WAITING_GETS_MAX])
{
    size_t taken = 0, kept = 0;
    for (size_t i = 0; i < w->count; i++) {
        const struct waiting_get *get = &w->gets[i];
        if (get->awaited == awaited && (!key || strcmp(get->key, key) == 0))
            ret_gets[taken++] = *get;
        else
            w->gets[kept++] = *get;
    }
    w->count = kept;
    return taken;
}

size_t waiting_gets_take_overdue(struct waiting_gets *w, uint64_t now_ms,
                                 struct waiting_get ret_gets[WAITING_GETS_MAX])
{
    size_t taken = 0, kept = 0;
    for (size_t i = 0; i < w->count; i++) {
        if (w->gets[i].deadline_ms <= now_ms)
            ret_gets[taken++] = w->gets[i];
        else
            w->gets[kept++] = w->gets[i];
    }
    w->count = kept;
    return taken;
}
