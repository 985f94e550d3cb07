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
    uint32_t asked; /* the cache's count of questions when this one was asked for last */
    uint32_t note;
    uint16_t length;
    uint8_t type;
    char name[];
};

struct channel_cache {
    struct record **slots; /* count is a power of two, at most three quarters full */
    size_t slot_count, channels, bytes, most_bytes;
    uint64_t refused, evicted;
    uint32_t questions;
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

bool channel_cache_knows_guilds(const struct channel_cache *c)
{
    return c->guild_count > 0;
}

static void forget_guild_is_whole(struct channel_cache *c, uint64_t guild_id)
{
    size_t index = guild_index(c, guild_id);
    if (index < c->guild_count)
        c->guilds[index] = c->guilds[--c->guild_count];
}

void channel_cache_remove_guild(struct channel_cache *c, uint64_t guild_id)
{
    forget_guild_is_whole(c, guild_id);
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

static struct cached_channel channel_of(const struct record *record)
{
    return (struct cached_channel){record->id, record->guild_id, record->type, record->name, record->note};
}

bool channel_cache_find(struct channel_cache *c, uint64_t channel_id, struct cached_channel *ret_channel)
{
    struct record *record = c->slots[slot_of(c, channel_id)];
    if (!record)
        return false;
    record->asked = ++c->questions;
    *ret_channel = channel_of(record);
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

void channel_cache_note(struct channel_cache *c, uint64_t channel_id, uint32_t note)
{
    struct record *record = c->slots[slot_of(c, channel_id)];
    if (record)
        record->note = note;
}

/* Keeps the `most` lowest in order. */
static size_t insert_sorted(uint64_t *ids, size_t count, size_t most, uint64_t id)
{
    if (count == most && (most == 0 || id >= ids[most - 1]))
        return count;
    size_t at = count < most ? count++ : most - 1;
    for (; at > 0 && ids[at - 1] > id; at--)
        ids[at] = ids[at - 1];
    ids[at] = id;
    return count;
}

size_t channel_cache_list(const struct channel_cache *c, uint64_t after,
                          bool (*is)(void *ctx, const struct cached_channel *channel), void *ctx,
                          uint64_t *ids, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < c->slot_count; i++) {
        if (!c->slots[i] || c->slots[i]->id <= after)
            continue;
        struct cached_channel channel = channel_of(c->slots[i]);
        if (is(ctx, &channel))
            count = insert_sorted(ids, count, most, channel.id);
    }
    return count;
}

/* ---- Want of room. */

/* How many questions ago: those that nobody asked for are the oldest. */
static uint32_t age_of(const struct channel_cache *c, const struct record *record)
{
    return record->asked ? c->questions - record->asked : UINT32_MAX;
}

/* With its share of a table that is at least three eighths full. */
static size_t whole_bytes(const struct record *record)
{
    return record_bytes(record) + sizeof(void *) * 8 / 3 + 1;
}

static size_t bytes_younger_than(const struct channel_cache *c, uint32_t age)
{
    size_t bytes = 0;
    for (size_t i = 0; i < c->slot_count; i++)
        if (c->slots[i] && age_of(c, c->slots[i]) < age)
            bytes += whole_bytes(c->slots[i]);
    return bytes;
}

/* The highest age of which all that is younger fits: found by halving, for sorting would need memory just
 * now. */
static uint32_t age_that_fits(const struct channel_cache *c, size_t most_bytes)
{
    uint32_t fits = 0, too_old = UINT32_MAX;
    if (bytes_younger_than(c, too_old) <= most_bytes)
        return too_old;
    while (too_old - fits > 1) {
        uint32_t middle = fits + (too_old - fits) / 2;
        if (bytes_younger_than(c, middle) <= most_bytes)
            fits = middle;
        else
            too_old = middle;
    }
    return fits;
}

/* All that is older than `age`, and of those that are just as old what does not fit. */
static void evict(struct channel_cache *c, uint32_t age, size_t room)
{
    for (size_t i = 0; i < c->slot_count;) {
        struct record *record = c->slots[i];
        bool goes = record && age_of(c, record) >= age;
        if (goes && age_of(c, record) == age && whole_bytes(record) <= room) {
            room -= whole_bytes(record);
            goes = false;
        }
        if (!goes) {
            i++;
            continue;
        }
        forget_guild_is_whole(c, record->guild_id);
        vacate(c, i); /* may move another one here: look again */
        c->evicted++;
    }
}

static void shrink_table(struct channel_cache *c)
{
    size_t slots = c->slot_count;
    while (slots > SLOTS_FIRST && 4 * c->channels <= 3 * (slots / 2))
        slots /= 2;
    if (slots < c->slot_count)
        resize(c, slots);
}

void channel_cache_limit(struct channel_cache *c, size_t most_bytes)
{
    c->most_bytes = most_bytes;
    size_t records_most =
        most_bytes > SLOTS_FIRST * sizeof(*c->slots) ? most_bytes - SLOTS_FIRST * sizeof(*c->slots) : 0;
    if (c->bytes > most_bytes) {
        uint32_t age = age_that_fits(c, records_most);
        evict(c, age, records_most - bytes_younger_than(c, age));
    }
    shrink_table(c);
}

struct channel_cache_size channel_cache_size(const struct channel_cache *c)
{
    return (struct channel_cache_size){c->channels, c->bytes, c->refused, c->evicted};
}
