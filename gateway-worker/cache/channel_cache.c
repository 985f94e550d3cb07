/* Records by channel id: a head, the overwrites, the name. Beside them a list of the guilds known whole. */
#include "channel_cache.h"

#include "allocate.h"
#include "guild_set.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MOST 400 /* 100 characters */

/* The bytes of a record. */
struct channel {
    uint64_t guild_id, owner_message, panel;
    uint32_t note;
    uint16_t overwrite_count;
    uint8_t type;
    uint8_t is; /* enum channel_is */
    struct overwrite overwrites[];
    /* then the name, with a NUL */
};

enum channel_is { OVERWRITES_KNOWN = 1, BORN = 2 };

#define CHANNEL_MOST (sizeof(struct channel) + OVERWRITES_MOST * sizeof(struct overwrite) + NAME_MOST + 1)
_Static_assert(CHANNEL_MOST <= RECORD_BYTES_MOST, "the largest channel is a record");

struct channel_cache {
    struct record_store *store;
    struct guild_set whole; /* guilds of which every channel is here */
};

static struct channel *channel_of(const struct record *record)
{
    return (struct channel *)(uintptr_t)record->bytes;
}

static void lost(void *ctx, const struct record *record)
{
    struct channel_cache *c = ctx;
    guild_set_remove(&c->whole, channel_of(record)->guild_id);
}

struct channel_cache *channel_cache_create(size_t most_bytes)
{
    struct channel_cache *c = allocate(1, sizeof(*c));
    c->store = record_store_create(most_bytes, lost, c);
    return c;
}

void channel_cache_destroy(struct channel_cache **cache)
{
    struct channel_cache *c = *cache;
    if (!c)
        return;
    record_store_destroy(&c->store);
    guild_set_free(&c->whole);
    free(c);
    *cache = NULL;
}

struct record_store *channel_cache_store(struct channel_cache *c)
{
    return c->store;
}

/* ---- In. */

static struct channel *channel_known(struct channel_cache *c, uint64_t channel_id)
{
    const struct record *record = record_store_peek(c->store, channel_id, 0);
    return record ? channel_of(record) : NULL;
}

bool channel_cache_put(struct channel_cache *c, const struct cached_channel *channel)
{
    union {
        struct channel head;
        char bytes[CHANNEL_MOST];
    } record;
    const struct channel *before = channel_known(c, channel->id);
    bool fits = channel->overwrite_count <= OVERWRITES_MOST;
    uint16_t overwrites = fits ? channel->overwrite_count : 0;
    size_t length = strnlen(channel->name ? channel->name : "", NAME_MOST);
    record.head = (struct channel){
        .guild_id = channel->guild_id,
        .owner_message = before ? before->owner_message : 0,
        .panel = before ? before->panel : 0,
        .overwrite_count = overwrites,
        .type = channel->type,
        .is = (uint8_t)((channel->overwrites_known && fits ? OVERWRITES_KNOWN : 0) |
                        (before ? before->is & BORN : 0)),
    };
    size_t at = sizeof(struct channel);
    if (overwrites)
        memcpy(record.bytes + at, channel->overwrites, overwrites * sizeof(struct overwrite));
    at += overwrites * sizeof(struct overwrite);
    if (length)
        memcpy(record.bytes + at, channel->name, length);
    record.bytes[at + length] = '\0';
    return record_store_put(c->store, channel->id, 0, record.bytes, at + length + 1);
}

void channel_cache_remove(struct channel_cache *c, uint64_t channel_id)
{
    record_store_remove(c->store, channel_id, 0);
}

static bool is_of_another(void *ctx, const struct record *record)
{
    return channel_of(record)->guild_id != *(const uint64_t *)ctx;
}

void channel_cache_remove_guild(struct channel_cache *c, uint64_t guild_id)
{
    guild_set_remove(&c->whole, guild_id);
    record_store_each(c->store, is_of_another, &guild_id);
}

void channel_cache_put_guild(struct channel_cache *c, uint64_t guild_id, const struct json_value *channels)
{
    uint64_t refused = record_store_size(c->store).refused;
    channel_cache_remove_guild(c, guild_id);
    guild_set_add(&c->whole, guild_id); /* before: losing one of them takes it back */
    for (size_t i = 0; i < json_length(channels); i++)
        channel_cache_put_json(c, json_at(channels, i), guild_id);
    if (record_store_size(c->store).refused != refused)
        guild_set_remove(&c->whole, guild_id);
}

bool channel_cache_knows_guild(const struct channel_cache *c, uint64_t guild_id)
{
    return guild_set_has(&c->whole, guild_id);
}

bool channel_cache_knows_guilds(const struct channel_cache *c)
{
    return c->whole.count > 0;
}

/* ---- Out. */

static struct cached_channel view_of(const struct record *record)
{
    const struct channel *channel = channel_of(record);
    return (struct cached_channel){
        .id = record->id,
        .guild_id = channel->guild_id,
        .type = channel->type,
        .name = (const char *)(channel->overwrites + channel->overwrite_count),
        .overwrites = channel->overwrites,
        .overwrite_count = channel->overwrite_count,
        .overwrites_known = channel->is & OVERWRITES_KNOWN,
        .born = channel->is & BORN,
        .owner_message = channel->owner_message,
        .panel = channel->panel,
        .note = channel->note,
    };
}

bool channel_cache_find(struct channel_cache *c, uint64_t channel_id, struct cached_channel *ret_channel)
{
    const struct record *record = record_store_find(c->store, channel_id, 0);
    if (record)
        *ret_channel = view_of(record);
    return record;
}

struct visit {
    void (*visit)(void *ctx, const struct cached_channel *channel);
    void *ctx;
};

static bool visit_record(void *ctx, const struct record *record)
{
    const struct visit *visit = ctx;
    struct cached_channel channel = view_of(record);
    visit->visit(visit->ctx, &channel);
    return true;
}

void channel_cache_each(struct channel_cache *c,
                        void (*each)(void *ctx, const struct cached_channel *channel), void *ctx)
{
    struct visit visit = {each, ctx};
    record_store_each(c->store, visit_record, &visit);
}

/* ---- Notes. */

void channel_cache_note(struct channel_cache *c, uint64_t channel_id, uint32_t note)
{
    struct channel *channel = channel_known(c, channel_id);
    if (channel)
        channel->note = note;
}

void channel_cache_owner_message(struct channel_cache *c, uint64_t channel_id, uint64_t message_id, bool born)
{
    struct channel *channel = channel_known(c, channel_id);
    if (!channel)
        return;
    channel->owner_message = message_id;
    channel->is = (uint8_t)((channel->is & OVERWRITES_KNOWN) | (born ? BORN : 0));
}

void channel_cache_panel(struct channel_cache *c, uint64_t channel_id, uint64_t message_id)
{
    struct channel *channel = channel_known(c, channel_id);
    if (channel)
        channel->panel = message_id;
}

static bool forget_messages(void *ctx, const struct record *record)
{
    (void)ctx;
    struct channel *channel = channel_of(record);
    channel->owner_message = channel->panel = 0;
    channel->is &= OVERWRITES_KNOWN;
    return true;
}

void channel_cache_forget_messages(struct channel_cache *c)
{
    record_store_each(c->store, forget_messages, NULL);
}
