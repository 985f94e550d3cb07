/* The guilds' channels: names, and which guild they are of. Compact records within a byte budget, no JSON.
 * What does not fit is not kept and counted: whoever asks is told "unknown" and can ask Discord. Pure; owned
 * by main. */
#ifndef VIGIE_CHANNEL_CACHE_H
#define VIGIE_CHANNEL_CACHE_H

#include "json_value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct channel_cache;

/* One channel. Lives until the cache is changed. */
struct cached_channel {
    uint64_t id, guild_id;
    uint8_t type;
    const char *name;
};

enum channel_type { CHANNEL_GUILD_TEXT = 0 };

struct channel_cache *channel_cache_create(size_t most_bytes);
/* Accepts NULL. */
void channel_cache_destroy(struct channel_cache **cache);

/* Adds or replaces. Returns false when it did not fit. */
bool channel_cache_put(struct channel_cache *cache, const struct cached_channel *channel);
void channel_cache_remove(struct channel_cache *cache, uint64_t channel_id);

/* A channel object of Discord's; `guild_id` where it names none itself (those inside a guild). */
void channel_cache_put_json(struct channel_cache *cache, const struct json_value *channel, uint64_t guild_id);

/* All of a guild's channels, in place of what was known of it. From then on the guild counts as known whole.
 */
void channel_cache_put_guild(struct channel_cache *cache, uint64_t guild_id,
                             const struct json_value *channels);
void channel_cache_remove_guild(struct channel_cache *cache, uint64_t guild_id);
bool channel_cache_knows_guild(const struct channel_cache *cache, uint64_t guild_id);

bool channel_cache_find(const struct channel_cache *cache, uint64_t channel_id,
                        struct cached_channel *ret_channel);
/* The guild's channel of exactly this name, 0 if none; the one with the lowest id if several. */
uint64_t channel_cache_named(const struct channel_cache *cache, uint64_t guild_id, const char *name,
                             size_t length);

struct channel_cache_size {
    size_t channels, bytes;
    uint64_t refused; /* did not fit */
};
struct channel_cache_size channel_cache_size(const struct channel_cache *cache);

#endif
