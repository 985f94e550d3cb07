/* The guilds' channels: names, which guild they are of, who may do what there, and which of their messages is
 * which. Whoever asks for a channel that is not kept is told "unknown" and can ask Discord. Pure; owned by
 * struct caches. */
#ifndef VIGIE_CHANNEL_CACHE_H
#define VIGIE_CHANNEL_CACHE_H

#include "json_value.h"
#include "record_store.h"

struct channel_cache;

/* What a channel allows and denies to a role, to everyone (the guild's id) or to a member.
 * https://discord.com/developers/docs/resources/channel#overwrite-object */
struct overwrite {
    uint64_t id, allow, deny;
};
#define OVERWRITES_MOST 60

/* One channel. Lives until the cache is changed. */
struct cached_channel {
    uint64_t id, guild_id;
    uint8_t type;
    const char *name;
    const struct overwrite *overwrites;
    uint16_t overwrite_count;
    bool overwrites_known; /* all of them: there are at most OVERWRITES_MOST */
    /* The rest is noted by features, and ignored by channel_cache_put. */
    bool born;              /* every message since its first was seen, or there is none yet */
    uint64_t owner_message; /* the first that names the ticket's owner; 0: not known, or none yet */
    uint64_t panel;         /* a message with our buttons; 0: none known */
    uint32_t note;          /* channel_cache_note; 0: none */
};

enum channel_type { CHANNEL_GUILD_TEXT = 0 };

struct channel_cache *channel_cache_create(size_t most_bytes);
/* Accepts NULL. */
void channel_cache_destroy(struct channel_cache **cache);
/* For what all caches have in common: budget, age, size. */
struct record_store *channel_cache_store(struct channel_cache *cache);

/* Adds or replaces; what is known of the channel's messages stays. Returns false when it did not fit. */
bool channel_cache_put(struct channel_cache *cache, const struct cached_channel *channel);
void channel_cache_remove(struct channel_cache *cache, uint64_t channel_id);

/* A channel object of Discord's; `guild_id` where it names none itself (those inside a guild). */
void channel_cache_put_json(struct channel_cache *cache, const struct json_value *channel, uint64_t guild_id);

/* All of a guild's channels, in place of what was known of it. From then on the guild counts as known whole,
 * until one of its channels has to go. */
void channel_cache_put_guild(struct channel_cache *cache, uint64_t guild_id,
                             const struct json_value *channels);
void channel_cache_remove_guild(struct channel_cache *cache, uint64_t guild_id);
bool channel_cache_knows_guild(const struct channel_cache *cache, uint64_t guild_id);
/* Any guild. */
bool channel_cache_knows_guilds(const struct channel_cache *cache);

/* Counts as asked for. */
bool channel_cache_find(struct channel_cache *cache, uint64_t channel_id, struct cached_channel *ret_channel);
/* The guild's channel of exactly this name, 0 if none; the one with the lowest id if several. */
uint64_t channel_cache_named(struct channel_cache *cache, uint64_t guild_id, const char *name, size_t length);

/* A number that a feature wants to remember of a channel for as long as the channel is cached and keeps its
 * name. */
void channel_cache_note(struct channel_cache *cache, uint64_t channel_id, uint32_t note);

/* Which message first names the owner, and whether all were seen since the channel's creation; its newest
 * panel. Kept when the channel is renamed. */
void channel_cache_owner_message(struct channel_cache *cache, uint64_t channel_id, uint64_t message_id,
                                 bool born);
void channel_cache_panel(struct channel_cache *cache, uint64_t channel_id, uint64_t message_id);
/* Events were missed: nothing of the kind is known of any channel. */
void channel_cache_forget_messages(struct channel_cache *cache);

/* The cache must not be changed meanwhile. */
void channel_cache_each(struct channel_cache *cache,
                        void (*each)(void *ctx, const struct cached_channel *channel), void *ctx);
/* Up to `most` ids over `after` of channels for which `is` says so, in ascending order; returns how many. */
size_t channel_cache_list(struct channel_cache *cache, uint64_t after,
                          bool (*is)(void *ctx, const struct cached_channel *channel), void *ctx,
                          uint64_t *ids, size_t most);

#endif
