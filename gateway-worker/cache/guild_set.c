/* Unordered; the last one takes the place of the one that goes. */
#include "guild_set.h"

#include <stdlib.h>

void guild_set_free(struct guild_set *set)
{
    free(set->guilds);
    *set = (struct guild_set){0};
}

static size_t index_of(const struct guild_set *set, uint64_t guild_id)
{
    size_t i = 0;
    while (i < set->count && set->guilds[i] != guild_id)
        i++;
    return i;
}

bool guild_set_has(const struct guild_set *set, uint64_t guild_id)
{
    return index_of(set, guild_id) < set->count;
}

void guild_set_add(struct guild_set *set, uint64_t guild_id)
{
    if (set->count >= GUILD_SET_MOST || guild_set_has(set, guild_id))
        return;
    if (set->count == set->most) {
        set->most += set->most / 2 + 4;
        set->guilds = realloc(set->guilds, set->most * sizeof(*set->guilds));
        if (!set->guilds)
            abort();
    }
    set->guilds[set->count++] = guild_id;
}

void guild_set_remove(struct guild_set *set, uint64_t guild_id)
{
    size_t index = index_of(set, guild_id);
    if (index < set->count)
        set->guilds[index] = set->guilds[--set->count];
}
