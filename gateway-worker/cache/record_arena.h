/* Where the records of a cache lie: chunks of memory in which each stands behind the last, with no room
 * between them and none lost to an allocator. Whoever goes leaves a hole; compacting slides the others
 * together and gives whole chunks back. Records are spoken of by position, 32 bits, which a compaction
 * changes. Pure. Private to the store's own parts; embedded by record_list. */
#ifndef VIGIE_RECORD_ARENA_H
#define VIGIE_RECORD_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One cached thing. Its owner may change `bytes`, nothing else. */
struct record {
    uint64_t id, scope;    /* the key; an id of 0 marks a hole */
    uint32_t newer, older; /* positions, by time of use; 0: none */
    uint32_t used_s;       /* when it was asked for or put last */
    uint16_t length;       /* of bytes */
    uint16_t units;        /* of the whole */
    unsigned char bytes[]; /* aligned to 8 */
};

#define RECORD_UNIT       8u
#define ARENA_CHUNK       16368u /* bytes; with the allocator's own 16 KiB */
#define ARENA_CHUNK_BITS  11     /* of a position: the unit within its chunk */
#define ARENA_UNITS       (ARENA_CHUNK / RECORD_UNIT)
#define RECORD_UNITS_MOST (ARENA_UNITS / 8)
#define RECORD_BYTES_MOST (RECORD_UNITS_MOST * RECORD_UNIT - sizeof(struct record))

struct arena_chunk;

struct record_arena {
    struct arena_chunk **chunks;
    uint32_t count, most; /* chunks there are, and for how many `chunks` has room */
    uint32_t open;        /* the chunk that new records go to */
    uint64_t live_units;
};

/* Zeroed memory is an empty arena. Frees everything; empty again. */
void arena_free(struct record_arena *arena);

static inline uint16_t arena_units_of(size_t length)
{
    return (uint16_t)((sizeof(struct record) + length + RECORD_UNIT - 1) / RECORD_UNIT);
}

static inline struct record *arena_at(const struct record_arena *arena, uint32_t position)
{
    unsigned char *chunk = (unsigned char *)arena->chunks[position >> ARENA_CHUNK_BITS];
    uint32_t unit = position & ((1u << ARENA_CHUNK_BITS) - 1);
    return (struct record *)(void *)(chunk + (size_t)unit * RECORD_UNIT);
}

/* Room for a record in the open chunk; 0: it has none left. */
uint32_t arena_take(struct record_arena *arena, uint16_t units);
/* Makes a hole of it. */
void arena_leave(struct record_arena *arena, uint32_t position);

/* One more chunk, which is the open one from now on. */
void arena_grow(struct record_arena *arena);
/* What arena_bytes will say after arena_grow. */
size_t arena_bytes_grown(const struct record_arena *arena);
/* All that is held, used or not. */
size_t arena_bytes(const struct record_arena *arena);

/* The chunk with the most units in holes. Returns `count` of an empty arena. */
uint32_t arena_emptiest(const struct record_arena *arena);
uint32_t arena_holes(const struct record_arena *arena, uint32_t chunk);
static inline uint32_t arena_chunk_of(uint32_t position)
{
    return position >> ARENA_CHUNK_BITS;
}

/* Tells that a record stands at `to` now; its neighbours may not have moved yet. */
typedef void arena_moved(void *ctx, uint32_t from, uint32_t to);
/* Closes the holes of one chunk, which is then the open one. */
void arena_compact_chunk(struct record_arena *arena, uint32_t chunk, arena_moved *moved, void *ctx);
/* Closes all holes, in place, and frees the chunks that are left over. */
void arena_compact(struct record_arena *arena, arena_moved *moved, void *ctx);

#endif
