/* The table and the stores. */
#include "caches.h"

#include "allocate.h"

#include <stdlib.h>

static const struct {
    unsigned share;
    uint32_t idle_s;
} ROWS[CACHES] = {
#define CACHE(id, kind, share, idle_s) [CACHE_##id] = {share, idle_s},
#include "caches.def"
#undef CACHE
};

#define CACHE(id, kind, share, idle_s) +(share)
_Static_assert(0
#include "caches.def"
                   == 100,
               "the shares are percents of the whole");
#undef CACHE

static size_t share_of(enum cache cache, size_t most_bytes)
{
    return most_bytes / 100 * ROWS[cache].share;
}

struct caches *caches_create(size_t most_bytes)
{
    struct caches *c = allocate(1, sizeof(*c));
    c->channels = channel_cache_create(share_of(CACHE_CHANNELS, most_bytes));
    c->roles = record_store_create(share_of(CACHE_ROLES, most_bytes), NULL, NULL);
    c->members = record_store_create(share_of(CACHE_MEMBERS, most_bytes), NULL, NULL);
    c->messages = record_store_create(share_of(CACHE_MESSAGES, most_bytes), NULL, NULL);
    c->all[CACHE_CHANNELS] = channel_cache_store(c->channels);
    c->all[CACHE_ROLES] = c->roles;
    c->all[CACHE_MEMBERS] = c->members;
    c->all[CACHE_MESSAGES] = c->messages;
    return c;
}

void caches_destroy(struct caches **caches)
{
    struct caches *c = *caches;
    if (!c)
        return;
    channel_cache_destroy(&c->channels);
    record_store_destroy(&c->roles);
    record_store_destroy(&c->members);
    record_store_destroy(&c->messages);
    free(c);
    *caches = NULL;
}

void caches_limit(struct caches *c, size_t most_bytes)
{
    for (int i = 0; i < CACHES; i++)
        record_store_limit(c->all[i], share_of((enum cache)i, most_bytes));
}

void caches_halve(struct caches *c, size_t least_bytes)
{
    for (int i = 0; i < CACHES; i++) {
        size_t half = record_store_size(c->all[i]).bytes / 2, least = share_of((enum cache)i, least_bytes);
        record_store_limit(c->all[i], half > least ? half : least);
    }
}

void caches_sweep(struct caches *c, uint32_t now_s)
{
    for (int i = 0; i < CACHES; i++) {
        record_store_tick(c->all[i], now_s);
        if (ROWS[i].idle_s && now_s > ROWS[i].idle_s)
            (void)record_store_expire(c->all[i], now_s - ROWS[i].idle_s);
        record_store_tidy(c->all[i]);
    }
}

size_t caches_bytes(const struct caches *c)
{
    size_t bytes = 0;
    for (int i = 0; i < CACHES; i++)
        bytes += record_store_size(c->all[i]).bytes;
    return bytes;
}

struct record_store_size caches_size(const struct caches *c, enum cache cache)
{
    return record_store_size(c->all[cache]);
}

static bool is_elsewhere(void *ctx, const struct record *record)
{
    return record->scope != *(const uint64_t *)ctx;
}

void caches_forget_guild(struct caches *c, uint64_t guild_id)
{
    channel_cache_remove_guild(c->channels, guild_id);
    record_store_each(c->roles, is_elsewhere, &guild_id);
    record_store_each(c->members, is_elsewhere, &guild_id);
}

void caches_forget_messages(struct caches *c)
{
    channel_cache_forget_messages(c->channels);
    record_store_clear(c->messages);
}
