/* Looking for channels by what they are: all are looked at, for names change and questions are rare. */
#include "channel_cache.h"

#include <string.h>

struct search {
    uint64_t guild_id, found;
    const char *name;
    size_t length;
};

static void look_at_name(void *ctx, const struct cached_channel *channel)
{
    struct search *search = ctx;
    bool same = channel->guild_id == search->guild_id && strlen(channel->name) == search->length &&
                memcmp(channel->name, search->name, search->length) == 0;
    if (same && (!search->found || channel->id < search->found))
        search->found = channel->id;
}

uint64_t channel_cache_named(struct channel_cache *c, uint64_t guild_id, const char *name, size_t length)
{
    struct search search = {.guild_id = guild_id, .name = name, .length = length};
    channel_cache_each(c, look_at_name, &search);
    return search.found;
}

struct listing {
    uint64_t after;
    bool (*is)(void *ctx, const struct cached_channel *channel);
    void *ctx;
    uint64_t *ids;
    size_t count, most;
};

/* Keeps the lowest in order. */
static void insert_sorted(struct listing *listing, uint64_t id)
{
    if (listing->count == listing->most && (listing->most == 0 || id >= listing->ids[listing->most - 1]))
        return;
    size_t at = listing->count < listing->most ? listing->count++ : listing->most - 1;
    for (; at > 0 && listing->ids[at - 1] > id; at--)
        listing->ids[at] = listing->ids[at - 1];
    listing->ids[at] = id;
}

static void list_channel(void *ctx, const struct cached_channel *channel)
{
    struct listing *listing = ctx;
    if (channel->id > listing->after && listing->is(listing->ctx, channel))
        insert_sorted(listing, channel->id);
}

size_t channel_cache_list(struct channel_cache *c, uint64_t after,
                          bool (*is)(void *ctx, const struct cached_channel *channel), void *ctx,
                          uint64_t *ids, size_t most)
{
    struct listing listing = {.after = after, .is = is, .ctx = ctx, .ids = ids, .most = most};
    channel_cache_each(c, list_channel, &listing);
    return listing.count;
}
