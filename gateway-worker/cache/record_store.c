/* The budget: who may come in, who has to go for that, and when holes are worth closing. */
#include "record_store.h"

#include "allocate.h"
#include "record_list.h"

#include <stdlib.h>
#include <string.h>

/* Closing the holes of a chunk costs a look at each of its records: worth it from here on. */
#define HOLES_WORTH RECORD_UNITS_MOST /* when there is no other room */
#define HOLES_MANY  (ARENA_UNITS / 2) /* before another chunk is taken */

struct record_store {
    struct record_list list;
    size_t most_bytes;
    uint32_t now_s;
    uint64_t refused, evicted, expired;
    record_lost *lost;
    void *ctx;
};

struct record_store *record_store_create(size_t most_bytes, record_lost *lost, void *ctx)
{
    struct record_store *s = allocate(1, sizeof(*s));
    record_list_init(&s->list);
    s->most_bytes = most_bytes;
    s->lost = lost;
    s->ctx = ctx;
    return s;
}

void record_store_destroy(struct record_store **store)
{
    if (!*store)
        return;
    record_list_free(&(*store)->list);
    free(*store);
    *store = NULL;
}

void record_store_tick(struct record_store *s, uint32_t now_s)
{
    s->now_s = now_s;
}

struct record_store_size record_store_size(const struct record_store *s)
{
    return (struct record_store_size){s->list.index.used, record_list_bytes(&s->list), s->refused, s->evicted,
                                      s->expired};
}

/* ---- Going. */

/* The one that was not used for longest; returns the chunk that it leaves a hole in. */
static uint32_t lose_oldest(struct record_store *s, uint64_t *counter)
{
    uint32_t position = s->list.oldest;
    if (s->lost)
        s->lost(s->ctx, record_list_at(&s->list, position));
    record_list_remove(&s->list, position);
    (*counter)++;
    return arena_chunk_of(position);
}

void record_store_remove(struct record_store *s, uint64_t id, uint64_t scope)
{
    uint32_t position = index_find(&s->list.index, id, scope);
    if (position)
        record_list_remove(&s->list, position);
}

void record_store_clear(struct record_store *s)
{
    record_list_free(&s->list);
}

size_t record_store_expire(struct record_store *s, uint32_t unused_since_s)
{
    uint64_t before = s->expired;
    while (s->list.oldest && record_list_at(&s->list, s->list.oldest)->used_s < unused_since_s)
        (void)lose_oldest(s, &s->expired);
    return (size_t)(s->expired - before);
}

void record_store_each(struct record_store *s, bool (*keep)(void *ctx, const struct record *record),
                       void *ctx)
{
    for (uint32_t position = s->list.newest; position;) {
        const struct record *record = record_list_at(&s->list, position);
        uint32_t next = record->older;
        if (!keep(ctx, record))
            record_list_remove(&s->list, position);
        position = next;
    }
}

/* ---- Room. */

static bool room_in_index(struct record_store *s)
{
    struct record_index *index = &s->list.index;
    for (;;) {
        uint32_t slots = index_slots_for(index->used + 1);
        if (slots <= index->slot_count)
            return true;
        if (arena_bytes(&s->list.arena) + index_bytes(slots) <= s->most_bytes) {
            index_resize(index, slots);
            return true;
        }
        if (!s->list.oldest)
            return false;
        (void)lose_oldest(s, &s->evicted);
    }
}

static bool may_grow(const struct record_store *s)
{
    return arena_bytes_grown(&s->list.arena) + index_bytes(s->list.index.slot_count) <= s->most_bytes;
}

/* A chunk whose holes are worth closing, made so by evicting if need be; `count` if there is none. */
static uint32_t chunk_with_holes(struct record_store *s)
{
    const struct record_arena *arena = &s->list.arena;
    uint32_t chunk = arena_emptiest(arena);
    if (chunk == arena->count)
        return chunk;
    while (arena_holes(arena, chunk) < HOLES_WORTH && s->list.oldest)
        chunk = lose_oldest(s, &s->evicted);
    return arena_holes(arena, chunk) < HOLES_WORTH ? arena->count : chunk;
}

/* A position for so many units, 0 if the budget has not even one chunk. */
static uint32_t take_room(struct record_store *s, uint16_t units)
{
    struct record_arena *arena = &s->list.arena;
    uint32_t position = arena_take(arena, units);
    if (position)
        return position;
    uint32_t chunk = arena_emptiest(arena);
    bool many = chunk < arena->count && arena_holes(arena, chunk) >= HOLES_MANY;
    if (!many && may_grow(s)) {
        arena_grow(arena);
        return arena_take(arena, units);
    }
    chunk = many ? chunk : chunk_with_holes(s);
    if (chunk == arena->count)
        return 0;
    record_list_compact_chunk(&s->list, chunk);
    return arena_take(arena, units);
}

/* ---- In and out. */

static void fill(struct record *record, const void *bytes, size_t length)
{
    record->length = (uint16_t)length;
    if (length)
        memcpy(record->bytes, bytes, length);
}

/* In the place of a record of the same size; false if it has another. */
static bool replace(struct record_store *s, uint32_t position, const void *bytes, size_t length)
{
    struct record *record = record_list_at(&s->list, position);
    if (length > RECORD_BYTES_MOST || record->units != arena_units_of(length))
        return false;
    fill(record, bytes, length);
    record_list_use(&s->list, position, s->now_s);
    return true;
}

bool record_store_put(struct record_store *s, uint64_t id, uint64_t scope, const void *bytes, size_t length)
{
    uint32_t position = index_find(&s->list.index, id, scope);
    if (position && replace(s, position, bytes, length))
        return true;
    if (position) /* whatever becomes of the new one, the old one is not true any more */
        record_list_remove(&s->list, position);
    uint16_t units = length <= RECORD_BYTES_MOST ? arena_units_of(length) : 0;
    position = id && units && room_in_index(s) ? take_room(s, units) : 0;
    if (!position) {
        s->refused++;
        return false;
    }
    struct record *record = record_list_at(&s->list, position);
    record->id = id;
    record->scope = scope;
    record->units = units;
    fill(record, bytes, length);
    record_list_add(&s->list, position, s->now_s);
    return true;
}

struct record *record_store_find(struct record_store *s, uint64_t id, uint64_t scope)
{
    uint32_t position = index_find(&s->list.index, id, scope);
    if (!position)
        return NULL;
    record_list_use(&s->list, position, s->now_s);
    return record_list_at(&s->list, position);
}

const struct record *record_store_peek(const struct record_store *s, uint64_t id, uint64_t scope)
{
    uint32_t position = index_find(&s->list.index, id, scope);
    return position ? record_list_at(&s->list, position) : NULL;
}

/* ---- Giving back. */

/* The oldest, until what the others need is so much. */
static void evict_down_to(struct record_store *s, size_t bytes)
{
    while (s->list.oldest && record_list_bytes_needed(&s->list) > bytes)
        (void)lose_oldest(s, &s->evicted);
}

void record_store_limit(struct record_store *s, size_t most_bytes)
{
    size_t aim = most_bytes;
    s->most_bytes = most_bytes;
    while (record_list_bytes(&s->list) > most_bytes) {
        evict_down_to(s, aim);
        record_list_compact(&s->list);
        size_t held = record_list_bytes(&s->list), needed = record_list_bytes_needed(&s->list);
        size_t over = held > most_bytes ? held - most_bytes : 0; /* the ends of chunks stay empty */
        aim = needed > over ? needed - over : 0;
    }
    record_store_tidy(s);
}

void record_store_tidy(struct record_store *s)
{
    const struct record_arena *arena = &s->list.arena;
    size_t held = arena_bytes(arena), live = arena->live_units * RECORD_UNIT;
    bool holes = arena->count > 1 && held - live > held / 4 + ARENA_CHUNK;
    bool nothing_left = !s->list.index.used && record_list_bytes(&s->list);
    if (holes || nothing_left)
        record_list_compact(&s->list);
}
