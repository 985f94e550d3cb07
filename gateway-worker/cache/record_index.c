/* Linear probing; a removal moves back whoever had to step over the one that goes. */
#include "record_index.h"

#include "allocate.h"

#include <stdlib.h>

#define SLOTS_FIRST 64u

void index_free(struct record_index *index)
{
    free(index->slots);
    *index = (struct record_index){.arena = index->arena};
}

uint32_t index_slots_for(uint32_t records)
{
    uint32_t slots = SLOTS_FIRST;
    while ((uint64_t)records * 4 > (uint64_t)slots * 3)
        slots *= 2;
    return slots;
}

/* Snowflakes differ in their upper bits: mix before masking. */
static uint32_t home_of(const struct record_index *index, uint64_t id, uint64_t scope)
{
    uint64_t mixed = (id ^ (scope * 0xC2B2AE3D27D4EB4Fu)) * 0x9E3779B97F4A7C15u;
    mixed = (mixed ^ mixed >> 29) * 0xBF58476D1CE4E5B9u;
    return (uint32_t)(mixed >> 32) & (index->slot_count - 1);
}

static uint32_t home_of_record(const struct record_index *index, uint32_t position)
{
    const struct record *record = arena_at(index->arena, position);
    return home_of(index, record->id, record->scope);
}

uint32_t index_find(const struct record_index *index, uint64_t id, uint64_t scope)
{
    if (!index->slot_count)
        return 0;
    for (uint32_t slot = home_of(index, id, scope); index->slots[slot];
         slot = (slot + 1) & (index->slot_count - 1)) {
        const struct record *record = arena_at(index->arena, index->slots[slot]);
        if (record->id == id && record->scope == scope)
            return index->slots[slot];
    }
    return 0;
}

void index_add(struct record_index *index, uint32_t position)
{
    uint32_t slot = home_of_record(index, position);
    while (index->slots[slot])
        slot = (slot + 1) & (index->slot_count - 1);
    index->slots[slot] = position;
    index->used++;
}

void index_remove(struct record_index *index, uint32_t position)
{
    uint32_t mask = index->slot_count - 1, slot = home_of_record(index, position);
    while (index->slots[slot] != position)
        slot = (slot + 1) & mask;
    index->slots[slot] = 0;
    index->used--;
    for (uint32_t next = (slot + 1) & mask; index->slots[next]; next = (next + 1) & mask) {
        uint32_t stepped_over = index->slots[next];
        index->slots[next] = 0;
        index->used--;
        index_add(index, stepped_over);
    }
}

void index_moved(struct record_index *index, uint32_t from, uint32_t to)
{
    uint32_t slot = home_of_record(index, to);
    while (index->slots[slot] != from)
        slot = (slot + 1) & (index->slot_count - 1);
    index->slots[slot] = to;
}

void index_resize(struct record_index *index, uint32_t slots)
{
    uint32_t *old = index->slots, old_count = index->slot_count;
    index->slots = allocate(slots, sizeof(*index->slots));
    index->slot_count = slots;
    index->used = 0;
    for (uint32_t i = 0; i < old_count; i++)
        if (old[i])
            index_add(index, old[i]);
    free(old);
}
