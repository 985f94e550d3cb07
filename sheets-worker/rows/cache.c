/* Freshness of the sheet's image. */
#include "cache.h"

void cache_fill(struct cache *cache, struct row_map **take_map, uint64_t sent_ms, uint64_t now_ms)
{
    row_map_destroy(&cache->map);
    *cache = (struct cache){.map = *take_map, .read_ms = sent_ms, .shown_ms = now_ms, .places_known = true};
    *take_map = NULL;
}

void cache_fill_kept(struct cache *cache, struct row_map **take_map, uint64_t age_ms, uint64_t now_ms)
{
    row_map_destroy(&cache->map);
    /* Never fresh, for others may have written meanwhile. */
    *cache = (struct cache){.map = *take_map,
                            .read_ms = now_ms,
                            .kept_ms = age_ms > CACHE_READ_TTL_MS ? age_ms : CACHE_READ_TTL_MS + 1};
    *take_map = NULL;
}

void cache_free(struct cache *cache)
{
    row_map_destroy(&cache->map);
}

void cache_expire(struct cache *cache, uint64_t now_ms)
{
    if (!cache->map || cache->held || now_ms - cache->read_ms <= CACHE_OLDEST_MS)
        return;
    row_map_destroy(&cache->map);
    *cache = (struct cache){.map = NULL};
}

void cache_hold(struct cache *cache)
{
    cache->held = true;
}

void cache_doubt(struct cache *cache)
{
    cache->places_known = false;
}

void cache_write(struct cache *cache)
{
    cache->written_by = true;
}

uint64_t cache_age_ms(const struct cache *cache, uint64_t now_ms)
{
    return cache->map ? now_ms - cache->read_ms + cache->kept_ms : UINT64_MAX;
}

bool cache_fresh(const struct cache *cache, uint64_t now_ms)
{
    return cache_age_ms(cache, now_ms) <= CACHE_READ_TTL_MS;
}

static bool is_younger(const struct cache *cache, uint64_t now_ms, uint64_t most_ms)
{
    return cache->places_known && !cache->written_by && now_ms - cache->shown_ms <= most_ms;
}

bool cache_exact(const struct cache *cache, uint64_t now_ms)
{
    return is_younger(cache, now_ms, CACHE_BEGIN_MS);
}

bool cache_holds(const struct cache *cache, uint64_t now_ms)
{
    return is_younger(cache, now_ms, CACHE_LEAVE_MS);
}
