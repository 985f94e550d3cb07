/* A list in order of use through an arena, and an index beside it. */
#include "record_store.h"

#include "record_index.h"

#include <stdlib.h>
#include <string.h>

/* Closing the holes of a chunk costs a look at each of its records: worth it from here on. */
#define HOLES_WORTH RECORD_UNITS_MOST /* when there is no other room */
#define HOLES_MANY  (ARENA_UNITS / 2) /* before another chunk is taken */

struct record_store {
    struct record_arena arena;
    struct record_index index;
    uint32_t newest, oldest; /* by use */
    size_t most_bytes;
    uint32_t now_s;
    uint64_t refused, evicted, expired;
    record_lost *lost;
    void *ctx;
};

struct record_store *record_store_create(size_t most_bytes, record_lost *lost, void *ctx)
{
    struct record_store *s = calloc(1, sizeof(*s));
    if (!s)
        abort();
    s->index.arena = &s->arena;
    s->most_bytes = most_bytes;
    s->lost = lost;
    s->ctx = ctx;
    return s;
}

void record_store_tick(struct record_store *s, uint32_t now_s)
{
    s->now_s = now_s;
}

static void free_all(struct record_store *s)
{
    arena_free(&s->arena);
    index_free(&s->index);
    s->newest = s->oldest = 0;
}

void record_store_destroy(struct record_store **store)
{
    if (!*store)
        return;
    free_all(*store);
    free(*store);
    *store = NULL;
}

void record_store_clear(struct record_store *s)
{
    free_all(s);
}

static struct record *at(const struct record_store *s, uint32_t position)
{
    return arena_at(&s->arena, position);
}

static size_t bytes_held(const struct record_store *s)
{
    return arena_bytes(&s->arena) + index_bytes(s->index.slot_count);
}

/* ---- The order of use. */

static void unlink_record(struct record_store *s, const struct record *record)
{
    *(record->newer ? &at(s, record->newer)->older : &s->newest) = record->older;
    *(record->older ? &at(s, record->older)->newer : &s->oldest) = record->newer;
}

static void link_newest(struct record_store *s, uint32_t position)
{
    struct record *record = at(s, position);
    record->used_s = s->now_s;
    record->newer = 0;
    record->older = s->newest;
    *(s->newest ? &at(s, s->newest)->newer : &s->oldest) = position;
    s->newest = position;
}

static void use(struct record_store *s, uint32_t position)
{
    unlink_record(s, at(s, position));
    link_newest(s, position);
}

static void moved(void *ctx, uint32_t from, uint32_t to)
{
    struct record_store *s = ctx;
    const struct record *record = at(s, to);
    *(record->newer ? &at(s, record->newer)->older : &s->newest) = to;
    *(record->older ? &at(s, record->older)->newer : &s->oldest) = to;
    index_moved(&s->index, from, to);
}

/* ---- Going. */

static void remove_at(struct record_store *s, uint32_t position)
{
    unlink_record(s, at(s, position));
    index_remove(&s->index, position);
    arena_leave(&s->arena, position);
}

/* The one that was not used for longest; the chunk that it leaves a hole in. */
static uint32_t lose_oldest(struct record_store *s, uint64_t *counter)
{
    uint32_t position = s->oldest;
    if (s->lost)
        s->lost(s->ctx, at(s, position));
    remove_at(s, position);
    (*counter)++;
    return arena_chunk_of(position);
}

void record_store_remove(struct record_store *s, uint64_t id, uint64_t scope)
{
    uint32_t position = index_find(&s->index, id, scope);
    if (position)
        remove_at(s, position);
}

size_t record_store_expire(struct record_store *s, uint32_t unused_since_s)
{
    uint64_t before = s->expired;
    while (s->oldest && at(s, s->oldest)->used_s < unused_since_s)
        (void)lose_oldest(s, &s->expired);
    return (size_t)(s->expired - before);
}

void record_store_each(struct record_store *s, bool (*keep)(void *ctx, const struct record *record),
                       void *ctx)
{
    for (uint32_t position = s->newest; position;) {
        uint32_t next = at(s, position)->older;
        if (!keep(ctx, at(s, position)))
            remove_at(s, position);
        position = next;
    }
}

/* ---- Room. */

static bool room_in_index(struct record_store *s)
{
    for (;;) {
        uint32_t slots = index_slots_for(s->index.used + 1);
        if (slots <= s->index.slot_count)
            return true;
        if (arena_bytes(&s->arena) + index_bytes(slots) <= s->most_bytes) {
            index_resize(&s->index, slots);
            return true;
        }
        if (!s->oldest)
            return false;
        (void)lose_oldest(s, &s->evicted);
    }
}

static bool may_grow(const struct record_store *s)
{
    return arena_bytes_grown(&s->arena) + index_bytes(s->index.slot_count) <= s->most_bytes;
}

/* A chunk whose holes are worth closing, made so by evicting if need be; `count` if there is none. */
static uint32_t chunk_with_holes(struct record_store *s)
{
    uint32_t chunk = arena_emptiest(&s->arena);
    if (chunk == s->arena.count)
        return chunk;
    while (arena_holes(&s->arena, chunk) < HOLES_WORTH && s->oldest)
        chunk = lose_oldest(s, &s->evicted);
    return arena_holes(&s->arena, chunk) < HOLES_WORTH ? s->arena.count : chunk;
}

/* A position for so many units, 0 if the budget has not even one chunk. */
static uint32_t take_room(struct record_store *s, uint16_t units)
{
    uint32_t position = arena_take(&s->arena, units);
    if (position)
        return position;
    uint32_t chunk = arena_emptiest(&s->arena);
    bool many = chunk < s->arena.count && arena_holes(&s->arena, chunk) >= HOLES_MANY;
    if (!many && may_grow(s)) {
        arena_grow(&s->arena);
        return arena_take(&s->arena, units);
    }
    chunk = many ? chunk : chunk_with_holes(s);
    if (chunk == s->arena.count)
        return 0;
    arena_compact_chunk(&s->arena, chunk, moved, s);
    return arena_take(&s->arena, units);
}

static struct record *replaceable(struct record_store *s, uint32_t position, uint16_t units)
{
    struct record *record = position ? at(s, position) : NULL;
    return record && record->units == units ? record : NULL;
}

static void fill(struct record *record, const void *bytes, size_t length)
{
    record->length = (uint16_t)length;
    if (length)
        memcpy(record->bytes, bytes, length);
}

bool record_store_put(struct record_store *s, uint64_t id, uint64_t scope, const void *bytes, size_t length)
{
    uint16_t units = length <= RECORD_BYTES_MOST ? arena_units_of(length) : 0;
    uint32_t position = index_find(&s->index, id, scope);
    struct record *record = replaceable(s, position, units);
    if (record) {
        fill(record, bytes, length);
        use(s, position);
        return true;
    }
    if (position)
        remove_at(s, position); /* whatever becomes of the new one, the old one is not true any more */
    position = id && units && room_in_index(s) ? take_room(s, units) : 0;
    if (!position) {
        s->refused++;
        return false;
    }
    record = at(s, position);
    record->id = id;
    record->scope = scope;
    record->units = units;
    fill(record, bytes, length);
    index_add(&s->index, position);
    link_newest(s, position);
    return true;
}

struct record *record_store_find(struct record_store *s, uint64_t id, uint64_t scope)
{
    uint32_t position = index_find(&s->index, id, scope);
    if (!position)
        return NULL;
    use(s, position);
    return at(s, position);
}

const struct record *record_store_peek(const struct record_store *s, uint64_t id, uint64_t scope)
{
    uint32_t position = index_find(&s->index, id, scope);
    return position ? at(s, position) : NULL;
}

/* ---- Giving back. */

static void compact(struct record_store *s)
{
    if (!s->index.used) {
        free_all(s);
        return;
    }
    arena_compact(&s->arena, moved, s);
    uint32_t slots = index_slots_for(s->index.used);
    if (slots < s->index.slot_count)
        index_resize(&s->index, slots);
}

static size_t bytes_needed(const struct record_store *s)
{
    return s->arena.live_units * RECORD_UNIT + index_bytes(index_slots_for(s->index.used));
}

/* The oldest, until what the others need is so much. */
static void evict_down_to(struct record_store *s, size_t bytes)
{
    while (s->oldest && bytes_needed(s) > bytes)
        (void)lose_oldest(s, &s->evicted);
}

void record_store_limit(struct record_store *s, size_t most_bytes)
{
    s->most_bytes = most_bytes;
    size_t aim = most_bytes;
    while (bytes_held(s) > most_bytes) {
        evict_down_to(s, aim);
        compact(s);
        size_t over = bytes_held(s) > most_bytes ? bytes_held(s) - most_bytes : 0;
        aim = bytes_needed(s) > over ? bytes_needed(s) - over : 0; /* the ends of chunks stay empty */
    }
    record_store_tidy(s);
}

void record_store_tidy(struct record_store *s)
{
    size_t held = arena_bytes(&s->arena), live = s->arena.live_units * RECORD_UNIT;
    bool holes = s->arena.count > 1 && held - live > held / 4 + ARENA_CHUNK;
    bool nothing_left = !s->index.used && held;
    if (holes || nothing_left)
        compact(s);
}

struct record_store_size record_store_size(const struct record_store *s)
{
    return (struct record_store_size){s->index.used, bytes_held(s), s->refused, s->evicted, s->expired};
}
