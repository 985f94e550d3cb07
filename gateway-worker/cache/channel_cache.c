/* An open-addressing table of pointers to records; a record is its numbers and its name in one piece. */
#include "channel_cache.h"

#include <stdlib.h>
#include <string.h>

#define SLOTS_FIRST  64
#define GUILDS_MOST  2500 /* of one shard (facts I10) */
#define RECORD_SLACK 16   /* what the allocator adds to each */
#define NAME_MOST    400  /* 100 characters */

struct record {
    uint64_t id, guild_id;
    uint16_t length;
    uint8_t type;
    char name[];
};

struct channel_cache {
    struct record **slots; /* count is a power of two, at most three quarters full */
    size_t slot_count, channels, bytes, most_bytes;
    uint64_t refused;
    uint64_t *guilds; /* known whole */
    size_t guild_count;
};

static void *checked(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

static size_t record_bytes(const struct record *record)
{
    return sizeof(*record) + record->length + 1u + RECORD_SLACK;
}

/* Snowflakes differ in their upper bits: mix before masking. */
static size_t home_of(const struct channel_cache *c, uint64_t id)
{
    return (size_t)((id * 0x9E3779B97F4A7C15u) >> 32) & (c->slot_count - 1);
}

static size_t slot_of(const struct channel_cache *c, uint64_t id)
{
    size_t slot = home_of(c, id);
    while (c->slots[slot] && c->slots[slot]->id != id)
        slot = (slot + 1) & (c->slot_count - 1);
    return slot;
}

static void resize(struct channel_cache *c, size_t slot_count)
{
    struct record **old = c->slots;
    size_t old_count = c->slot_count;
    c->slots = checked(calloc(slot_count, sizeof(*c->slots)));
    c->slot_count = slot_count;
    c->bytes += slot_count * sizeof(*c->slots);
    c->bytes -= old_count * sizeof(*c->slots);
    for (size_t i = 0; i < old_count; i++)
        if (old[i])
            c->slots[slot_of(c, old[i]->id)] = old[i];
    free(old);
}

struct channel_cache *channel_cache_create(size_t most_bytes)
{
    struct channel_cache *c = checked(calloc(1, sizeof(*c)));
    c->most_bytes = most_bytes;
    c->guilds = checked(calloc(GUILDS_MOST, sizeof(*c->guilds)));
    resize(c, SLOTS_FIRST);
    return c;
}

void channel_cache_destroy(struct channel_cache **cache)
{
    struct channel_cache *c = *cache;
    if (!c)
        return;
    for (size_t i = 0; i < c->slot_count; i++)
        free(c->slots[i]);
    free(c->slots);
    free(c->guilds);
    free(c);
    *cache = NULL;
}

/* Empties a slot and moves back whoever had to step over it. */
static void vacate(struct channel_cache *c, size_t slot)
{
    size_t mask = c->slot_count - 1;
    c->bytes -= record_bytes(c->slots[slot]);
    c->channels--;
    free(c->slots[slot]);
    c->slots[slot] = NULL;
    for (size_t next = (slot + 1) & mask; c->slots[next]; next = (next + 1) & mask) {
        struct record *record = c->slots[next];
        c->slots[next] = NULL;
        c->slots[slot_of(c, record->id)] = record;
    }
}

void channel_cache_remove(struct channel_cache *c, uint64_t channel_id)
{
    size_t slot = slot_of(c, channel_id);
    if (c->slots[slot])
        vacate(c, slot);
}

static struct record *record_of(const struct cached_channel *channel)
{
    size_t length = strnlen(channel->name, NAME_MOST);
    struct record *record = checked(calloc(1, sizeof(*record) + length + 1));
    record->id = channel->id;
    record->guild_id = channel->guild_id;
    record->type = channel->type;
    record->length = (uint16_t)length;
    memcpy(record->name, channel->name, length);
    return record;
}

bool channel_cache_put(struct channel_cache *c, const struct cached_channel *channel)
{
    channel_cache_remove(c, channel->id);
    struct record *record = record_of(channel);
    bool grows = 4 * (c->channels + 1) > 3 * c->slot_count;
    size_t more = record_bytes(record) + (grows ? c->slot_count * sizeof(*c->slots) : 0);
    if (!channel->id || c->bytes + more > c->most_bytes) {
        free(record);
        c->refused++;
        return false;
    }
    if (grows)
        resize(c, c->slot_count * 2);
    c->bytes += record_bytes(record);
    c->channels++;
    c->slots[slot_of(c, record->id)] = record;
    return true;
}

void channel_cache_put_json(struct channel_cache *c, const struct json_value *channel, uint64_t guild_id)
{
    uint64_t own_guild = json_id(json_get(channel, "guild_id"));
    int64_t type = json_int(json_get(channel, "type"), UINT8_MAX);
    struct cached_channel put = {
        .id = json_id(json_get(channel, "id")),
        .guild_id = own_guild ? own_guild : guild_id,
        .type = type >= 0 && type < UINT8_MAX ? (uint8_t)type : UINT8_MAX,
        .name = json_text(json_get(channel, "name"), ""),
    };
    if (put.id)
        (void)channel_cache_put(c, &put); /* refused: counted */
}

static size_t guild_index(const struct channel_cache *c, uint64_t guild_id)
{
    size_t i = 0;
    while (i < c->guild_count && c->guilds[i] != guild_id)
        i++;
    return i;
}

bool channel_cache_knows_guild(const struct channel_cache *c, uint64_t guild_id)
{
    return guild_index(c, guild_id) < c->guild_count;
}

void channel_cache_remove_guild(struct channel_cache *c, uint64_t guild_id)
{
    size_t index = guild_index(c, guild_id);
    if (index < c->guild_count)
        c->guilds[index] = c->guilds[--c->guild_count];
    for (size_t i = 0; i < c->slot_count;)
        if (c->slots[i] && c->slots[i]->guild_id == guild_id)
            vacate(c, i); /* may move another one here: look again */
        else
            i++;
}

void channel_cache_put_guild(struct channel_cache *c, uint64_t guild_id, const struct json_value *channels)
{
    uint64_t refused = c->refused;
    channel_cache_remove_guild(c, guild_id);
    for (size_t i = 0; i < json_length(channels); i++)
        channel_cache_put_json(c, json_at(channels, i), guild_id);
    if (c->refused == refused && c->guild_count < GUILDS_MOST)
        c->guilds[c->guild_count++] = guild_id;
}

bool channel_cache_find(const struct channel_cache *c, uint64_t channel_id,
                        struct cached_channel *ret_channel)
{
    const struct record *record = c->slots[slot_of(c, channel_id)];
    if (!record)
        return false;
    *ret_channel = (struct cached_channel){record->id, record->guild_id, record->type, record->name};
    return true;
}

uint64_t channel_cache_named(const struct channel_cache *c, uint64_t guild_id, const char *name,
                             size_t length)
{
    uint64_t found = 0;
    for (size_t i = 0; i < c->slot_count; i++) {
        const struct record *record = c->slots[i];
        bool same = record && record->guild_id == guild_id && record->length == length &&
                    memcmp(record->name, name, length) == 0;
        if (same && (!found || record->id < found))
            found = record->id;
    }
    return found;
}

struct channel_cache_size channel_cache_size(const struct channel_cache *c)
{
    return (struct channel_cache_size){c->channels, c->bytes, c->refused};
}
