/* The guilds' channels: names, and which guild they are of. Compact records within a byte budget, no JSON.
 * What does not fit is not kept and counted: whoever asks is told "unknown" and can ask Discord. When memory
 * is short the budget is lowered, and the channels that nobody asked for go first. Pure; owned by main.
 *
 * It is the only cache, for nothing else is ever asked for: an interaction brings its member with roles and
 * permissions, its message and its channel; a row names its panel. Roles, members and messages would be kept
 * for nobody, so their events are not even parsed (dispatch.def). A feature that asks for them adds them
 * here. */
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
    uint32_t note; /* channel_cache_note; 0: none */
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
/* Any guild. */
bool channel_cache_knows_guilds(const struct channel_cache *cache);

/* Counts as asked for. */
bool channel_cache_find(struct channel_cache *cache, uint64_t channel_id, struct cached_channel *ret_channel);
/* The guild's channel of exactly this name, 0 if none; the one with the lowest id if several. */
uint64_t channel_cache_named(const struct channel_cache *cache, uint64_t guild_id, const char *name,
                             size_t length);

/* A number that a feature wants to remember of a channel for as long as the channel is cached and keeps its
 * name. */
void channel_cache_note(struct channel_cache *cache, uint64_t channel_id, uint32_t note);

/* Up to `most` ids over `after` of channels for which `is` says so, in ascending order; returns how many. */
size_t channel_cache_list(const struct channel_cache *cache, uint64_t after,
                          bool (*is)(void *ctx, const struct cached_channel *channel), void *ctx,
                          uint64_t *ids, size_t most);

/* From now on at most `most_bytes`. What is over it goes, longest not asked for first; the guilds that lose a
 * channel are not known whole any more. Gives back the room of what went before, too. */
void channel_cache_limit(struct channel_cache *cache, size_t most_bytes);

struct channel_cache_size {
    size_t channels, bytes;
    uint64_t refused; /* did not fit */
    uint64_t evicted; /* went for want of room */
};
struct channel_cache_size channel_cache_size(const struct channel_cache *cache);

#endif
