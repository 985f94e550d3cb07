/* Chunks, holes, and the sliding together. */
#include "record_arena.h"

#include <stdlib.h>
#include <string.h>

/* The first unit of a chunk is its own, so that no position is 0. */
struct arena_chunk {
    uint32_t end;  /* units in use from the start, this one and holes included */
    uint32_t live; /* units of records, this one included */
};
#define OWN_UNITS 1u

_Static_assert(sizeof(struct arena_chunk) == OWN_UNITS * RECORD_UNIT, "a chunk's own unit");
_Static_assert(ARENA_UNITS <= 1u << ARENA_CHUNK_BITS, "positions tell the units of a chunk apart");
_Static_assert(offsetof(struct record, bytes) % RECORD_UNIT == 0, "bytes are aligned");

#define DIRECTORY_FIRST 4

static void *checked(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

void arena_free(struct record_arena *arena)
{
    for (uint32_t i = 0; i < arena->count; i++)
        free(arena->chunks[i]);
    free(arena->chunks);
    *arena = (struct record_arena){0};
}

static uint32_t position_of(uint32_t chunk, uint32_t unit)
{
    return chunk << ARENA_CHUNK_BITS | unit;
}

uint32_t arena_take(struct record_arena *arena, uint16_t units)
{
    if (arena->open >= arena->count)
        return 0;
    struct arena_chunk *chunk = arena->chunks[arena->open];
    if (chunk->end + units > ARENA_UNITS)
        return 0;
    uint32_t position = position_of(arena->open, chunk->end);
    chunk->end += units;
    chunk->live += units;
    arena->live_units += units;
    return position;
}

void arena_leave(struct record_arena *arena, uint32_t position)
{
    struct record *record = arena_at(arena, position);
    struct arena_chunk *chunk = arena->chunks[arena_chunk_of(position)];
    record->id = 0;
    chunk->live -= record->units;
    arena->live_units -= record->units;
}

static uint32_t directory_grown(const struct record_arena *arena)
{
    if (arena->count < arena->most)
        return arena->most;
    return arena->most + arena->most / 2 + DIRECTORY_FIRST;
}

void arena_grow(struct record_arena *arena)
{
    uint32_t most = directory_grown(arena);
    if (most != arena->most)
        arena->chunks = checked(realloc(arena->chunks, most * sizeof(struct arena_chunk *)));
    arena->most = most;
    struct arena_chunk *chunk = checked(malloc(ARENA_CHUNK));
    *chunk = (struct arena_chunk){OWN_UNITS, OWN_UNITS};
    arena->open = arena->count;
    arena->chunks[arena->count++] = chunk;
}

static size_t bytes_of(uint32_t chunks, uint32_t directory)
{
    return (size_t)chunks * (ARENA_CHUNK + 16) + directory * sizeof(struct arena_chunk *);
}

size_t arena_bytes(const struct record_arena *arena)
{
    return bytes_of(arena->count, arena->most);
}

size_t arena_bytes_grown(const struct record_arena *arena)
{
    return bytes_of(arena->count + 1, directory_grown(arena));
}

uint32_t arena_holes(const struct record_arena *arena, uint32_t chunk)
{
    return arena->chunks[chunk]->end - arena->chunks[chunk]->live;
}

uint32_t arena_emptiest(const struct record_arena *arena)
{
    uint32_t found = arena->count, holes = 0;
    for (uint32_t i = 0; i < arena->count; i++) {
        if (found < arena->count && arena_holes(arena, i) <= holes)
            continue;
        found = i;
        holes = arena_holes(arena, i);
    }
    return found;
}

/* Where the next record goes while compacting: never beyond the one that is looked at. */
struct slide {
    struct record_arena *arena;
    uint32_t chunk, unit, last; /* last: the chunk that is filled last */
    arena_moved *moved;
    void *ctx;
};

static void close_chunk(const struct slide *slide)
{
    struct arena_chunk *chunk = slide->arena->chunks[slide->chunk];
    *chunk = (struct arena_chunk){slide->unit, slide->unit};
}

static void slide_record(struct slide *slide, uint32_t from)
{
    struct record *record = arena_at(slide->arena, from);
    uint16_t units = record->units;
    if (slide->unit + units > ARENA_UNITS) {
        close_chunk(slide);
        slide->chunk++;
        slide->unit = OWN_UNITS;
    }
    uint32_t to = position_of(slide->chunk, slide->unit);
    slide->unit += units;
    if (to == from)
        return;
    memmove(arena_at(slide->arena, to), record, (size_t)units * RECORD_UNIT);
    slide->moved(slide->ctx, from, to);
}

/* All live records of one chunk. Its head is read first: it may be written meanwhile. */
static void slide_chunk(struct slide *slide, uint32_t chunk)
{
    uint32_t end = slide->arena->chunks[chunk]->end;
    for (uint32_t unit = OWN_UNITS; unit < end;) {
        uint32_t from = position_of(chunk, unit);
        const struct record *record = arena_at(slide->arena, from);
        unit += record->units;
        if (record->id)
            slide_record(slide, from);
    }
}

void arena_compact_chunk(struct record_arena *arena, uint32_t chunk, arena_moved *moved, void *ctx)
{
    struct slide slide = {arena, chunk, OWN_UNITS, chunk, moved, ctx};
    slide_chunk(&slide, chunk);
    close_chunk(&slide);
    arena->open = chunk;
}

void arena_compact(struct record_arena *arena, arena_moved *moved, void *ctx)
{
    if (!arena->live_units) {
        arena_free(arena);
        return;
    }
    struct slide slide = {arena, 0, OWN_UNITS, arena->count, moved, ctx};
    for (uint32_t i = 0; i < arena->count; i++)
        slide_chunk(&slide, i);
    close_chunk(&slide);
    for (uint32_t i = slide.chunk + 1; i < arena->count; i++)
        free(arena->chunks[i]);
    arena->count = slide.chunk + 1;
    arena->open = slide.chunk;
    arena->chunks = checked(realloc(arena->chunks, arena->count * sizeof(struct arena_chunk *)));
    arena->most = arena->count;
}
